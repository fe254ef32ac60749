"""The formats of pictures, a file each. `render.FORMATS` finds them."""
