"""`loss = kl`: the two sides differ by KL(real ‖ fake), f(u) = u log u.

φ maximises E g(D(x)) − E f*(g(D(x̂))), everyone else minimises it  [Nowozin2016, eq. 6, table 2].
"""

from schematic.expressions import exp
from schematic.prices._price import LOGIT, Price

# g(v) = v and f*(t) = e^(t − 1).
PRICE = Price.saddle(
    name="kl",
    real=-LOGIT,
    fake=exp(LOGIT - 1),
    source="Nowozin2016",
)
