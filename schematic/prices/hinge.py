"""`loss = hinge`: φ pays within a margin of 1 on each side, everyone else D itself."""

from schematic.expressions import relu
from schematic.prices._price import LOGIT, Price

PRICE = Price(
    name="hinge",
    real=relu(1 - LOGIT),
    fake=relu(1 + LOGIT),
    reverse_real=LOGIT,
    reverse_fake=-LOGIT,
    source="Lim2017",
)
