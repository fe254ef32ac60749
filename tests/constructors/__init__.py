"""Constructors: what each may stand between, and the layers that it makes."""
