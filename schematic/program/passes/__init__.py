"""Passes over programs, a file each: every one takes a legal program to a legal one that is equal.

"Equal" means the same draws from the same noise, and the same losses and gradients up to rounding.
"""
