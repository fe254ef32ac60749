"""The passes over programs, a file each: each takes a legal program to an equal one.

Two programs are equal if they make the same draws from the same noise, and have the same losses and
gradients up to rounding.
"""
