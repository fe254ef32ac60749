"""The requests that are answered, a file each. A file defines a `Method` under `METHOD`."""

from schematic.lsp.method import Method
from schematic.rooms import Rooms

METHODS = Rooms(__name__, "METHOD", Method)
