"""What is legal of statements and of what they name, one by one or in pairs: a rule a file."""
