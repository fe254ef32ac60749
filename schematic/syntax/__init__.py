"""Text → `Tree`: what was written, before any meaning; and back, in canonical layout."""
