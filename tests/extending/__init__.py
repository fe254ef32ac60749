"""Each extension that `docs/extending.md` describes is performed here, in a copy of the project."""
