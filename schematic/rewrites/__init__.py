"""Models that turn into one another: rewrites, sameness, paths and maps of schematics."""
