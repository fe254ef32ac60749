"""The passes over programs."""
