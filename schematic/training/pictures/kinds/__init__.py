"""The pictures of a run, a file each. `run_picture.PICTURES` finds them."""
