"""Prices: what a discriminator and everyone else pay for an example, a file each.

`PRICES[word]` is the price behind `loss = word`; a new file in this package is a new word.
"""

from __future__ import annotations

from schematic.prices._price import LOGIT, Price
from schematic.rooms import Rooms

__all__ = ["LOGIT", "PRICES", "Price"]

PRICES: Rooms[Price] = Rooms("schematic.prices", "PRICE", Price)
