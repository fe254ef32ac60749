"""The version of the package; its build reads this file."""

__version__ = "0.1.0"
