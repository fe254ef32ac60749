"""`loss = total-variation`: the two sides differ by their total variation, f(u) = ½ |u − 1|.

φ maximises E g(D(x)) − E f*(g(D(x̂))), everyone else minimises it  [Nowozin2016, eq. 6, table 2].
"""

from schematic.expressions import tanh
from schematic.prices._price import LOGIT, Price

# g(v) = ½ tanh v and f*(t) = t.
PRICE = Price.saddle(
    name="total-variation",
    real=-tanh(LOGIT) / 2,
    fake=tanh(LOGIT) / 2,
    source="Nowozin2016",
)
