"""Audits of losses that are right, and of losses that are wrong in known ways."""
