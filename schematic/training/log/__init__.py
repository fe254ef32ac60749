"""What a training tells while it goes on: the lines of `log.csv`, and the progress on screen."""
