"""The changes of images, a file each. `image_changes.IMAGE_CHANGES` finds them."""
