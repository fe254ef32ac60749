"""`loss = minimax`: φ pays as for `log`, and everyone else the negative of that: a zero-sum game.

The value function of the first GAN, whose generator saturates [Goodfellow2014, eq. 1], and the
reversed gradient of domain-adversarial training, where `weight` is λ [Ganin2016].
"""

from schematic.expressions import softplus
from schematic.prices._price import LOGIT, Price

PRICE = Price.saddle(
    name="minimax",
    real=softplus(-LOGIT),
    fake=softplus(LOGIT),
    source="Goodfellow2014",
    fused="verdict_nll_mean",
)
