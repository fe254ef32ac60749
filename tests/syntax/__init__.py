"""Text → statements, and the canonical layout."""
