"""The estimators of gradients through samples: one file each, named as the language names it."""
