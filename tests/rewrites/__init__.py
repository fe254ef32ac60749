"""Models that turn into one another: rewrites, sameness, paths, maps."""
