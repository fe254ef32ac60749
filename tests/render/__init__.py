"""Pictures: what is drawn, where it stands, and how each format shows it."""
