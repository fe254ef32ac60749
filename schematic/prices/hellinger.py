"""`loss = hellinger`: the two sides differ by their squared Hellinger distance, f(u) = (√u − 1)².

φ maximises E g(D(x)) − E f*(g(D(x̂))), everyone else minimises it  [Nowozin2016, eq. 6, table 2].
"""

from schematic.expressions import exp
from schematic.prices._price import LOGIT, Price

# g(v) = 1 − e^(−v) and f*(t) = t/(1 − t),
# so f*(g(v)) = e^v − 1 without a quotient of exponentials.
PRICE = Price.saddle(
    name="hellinger",
    real=exp(-LOGIT) - 1,
    fake=exp(LOGIT) - 1,
    source="Nowozin2016",
)
