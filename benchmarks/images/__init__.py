"""Image models on idx files from the command line, beside an idiomatic script of the same nets."""
