"""The tests, a folder a stage."""
