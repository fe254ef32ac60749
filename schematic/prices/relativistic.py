"""`loss = relativistic`: φ tells which example of a pair is real, and everyone else the reverse.

A generator learns from real examples too, beside which its own are judged  [Jolicoeur2019, eq. 8].
"""

from schematic.expressions import softplus
from schematic.prices._price import FAKE, LOGIT, PairPrice

# The probability that the real one looks more real is σ(d − d_fake); −log σ(a) = softplus(−a).
PRICE = PairPrice(
    name="relativistic",
    paid=softplus(FAKE - LOGIT),
    reverse=softplus(LOGIT - FAKE),
    source="Jolicoeur2019",
)
