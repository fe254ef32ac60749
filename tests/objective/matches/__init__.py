"""Each way in which an inferred node meets its law."""
