"""`loss = neyman`: the two sides differ by Neyman's χ², a saddle in D  [Nowozin2016, table 6]."""

from schematic.expressions import exp
from schematic.prices._price import LOGIT, Price

# φ maximises E g(D(x)) − E f*(g(D(x̂))), g(d) = 1 − e^(−d) and f*(t) = 2 − 2 √(1 − t); the others
# minimise it.
CONJUGATE = 2 - 2 * exp(-LOGIT / 2)
PRICE = Price(
    name="neyman",
    real=exp(-LOGIT) - 1,
    fake=CONJUGATE,
    reverse_real=1 - exp(-LOGIT),
    reverse_fake=-CONJUGATE,
    source="Nowozin2016",
)
