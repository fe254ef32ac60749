"""What is found in ill-formed programs, and the cures."""
