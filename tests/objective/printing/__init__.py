"""The printers of objectives."""
