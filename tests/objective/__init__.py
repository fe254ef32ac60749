"""The derivation: what each schematic maximises, and how it is printed."""
