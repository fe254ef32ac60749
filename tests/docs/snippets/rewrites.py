"""What the page takes for granted."""

import schematic

gan = schematic.load("gan")
other = schematic.load("aae")
