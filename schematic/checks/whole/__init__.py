"""What a schematic needs as a whole, where no statement is missing: a rule a file."""
