"""Runs are killed, and the disk under them fails, at every moment: what is left of them goes on.

`python -m tests.faults writes` makes every operation on files fail in turn, and
`python -m tests.faults kills` kills runs at random moments. Both compare what comes of it, bit for
bit, with a run that nothing happened to, and print a table.
"""
