"""The ways in which inferred nodes meet their laws, a file each, named like the word of `match`."""
