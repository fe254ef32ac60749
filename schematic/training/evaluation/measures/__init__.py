"""The measures of a trained run, a file each. `evaluation.MEASURES` finds them."""
