"""What is legal of passes, which need an order of sampling: a rule a file."""
