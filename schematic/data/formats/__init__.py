"""The formats of data, a file each. `data.data_format.FORMATS` finds them."""
