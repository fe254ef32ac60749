"""The bounds on the evidence: one file each, named as the language names it."""
