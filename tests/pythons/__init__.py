"""The front end under every Python that the project supports, byte by byte the same."""
