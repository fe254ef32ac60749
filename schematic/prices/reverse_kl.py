"""`loss = reverse-kl`: the two sides differ by KL(fake ‖ real), f(u) = −log u.

φ maximises E g(D(x)) − E f*(g(D(x̂))), everyone else minimises it  [Nowozin2016, eq. 6, table 2].
"""

from schematic.expressions import exp
from schematic.prices._price import LOGIT, Price

# g(v) = −e^(−v) and f*(t) = −1 − log(−t),
# so f*(g(v)) = v − 1 without a logarithm of an exponential.
PRICE = Price.saddle(
    name="reverse-kl",
    real=exp(-LOGIT),
    fake=LOGIT - 1,
    source="Nowozin2016",
)
