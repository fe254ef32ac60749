"""Lectures as Markdown → notebooks with outputs, and pages of the site."""
