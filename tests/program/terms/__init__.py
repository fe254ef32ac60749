"""Each kind of term as operations."""
