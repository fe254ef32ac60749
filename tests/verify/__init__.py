"""Tests of the proof by enumeration, and of its power to refuse."""
