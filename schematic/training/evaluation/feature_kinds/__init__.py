"""The kinds of features, a file each; `feature_kind.py` says what one is."""
