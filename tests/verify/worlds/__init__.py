"""The finite worlds in which a schematic is enumerated."""
