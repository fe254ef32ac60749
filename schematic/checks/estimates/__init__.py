"""Whether each term of the objective can be estimated: a rule a file."""
