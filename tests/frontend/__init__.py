"""The front end: from text to a checked schematic."""
