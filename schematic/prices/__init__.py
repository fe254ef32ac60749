"""Prices: what a discriminator and everyone else pay for examples, a file each.

`PRICES[word]` is the price behind `loss = word`; a new file in this package is a new word. The
formulas are imported with the first price that is asked for: the words alone need none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schematic.rooms import Rooms

if TYPE_CHECKING:
    from schematic.prices._price import AnyPrice

__all__ = ["PRICES"]

PRICES: Rooms[AnyPrice] = Rooms("schematic.prices", "PRICE", "schematic.prices._price.AnyPrice")
