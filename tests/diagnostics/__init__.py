"""Findings → text, for people and for tools."""
