"""The state of a training on disk: the format of a checkpoint, and files written as a whole."""
