"""What the objective leaves without effect or without gradient: a rule a file."""
