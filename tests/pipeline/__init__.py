"""The compiler as a whole: its stages, and what users hold in their hands."""
