"""Whether the nodes can be sampled in an order: a rule a file."""
