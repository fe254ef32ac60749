"""The bounds on the evidence, a file each, named like the word after `bound =`."""
