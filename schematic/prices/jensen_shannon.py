"""`loss = jensen-shannon`: the two sides differ by twice their Jensen–Shannon divergence.

φ maximises E g(D(x)) − E f*(g(D(x̂))), everyone else minimises it  [Nowozin2016, eq. 6, table 2].
"""

from schematic.expressions import log, number, softplus
from schematic.prices._price import LOGIT, Price

# g(v) = log 2 − softplus(−v) and f*(t) = −log(2 − e^t), so f*(g(v)) = softplus(v) − log 2.
PRICE = Price.saddle(
    name="jensen-shannon",
    real=softplus(-LOGIT) - log(number(2)),
    fake=softplus(LOGIT) - log(number(2)),
    source="Nowozin2016",
)
