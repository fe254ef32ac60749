"""The estimators of gradients through samples, a file each, named like the word of `gradient`."""
