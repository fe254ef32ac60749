"""`loss = ratio`: φ pays as for `log`, so D is a log-ratio of densities, and others are paid in it.

At φ's best, D(x) = log p(x|real) − log p(x|fake); its mean over fake examples is then
−KL(fake ‖ real), as in adversarial variational Bayes [Mescheder2017] and FactorVAE [Kim2018].
"""

from schematic.expressions import softplus
from schematic.prices._price import LOGIT, Price

PRICE = Price(
    name="ratio",
    real=softplus(-LOGIT),
    fake=softplus(LOGIT),
    reverse_real=LOGIT,
    reverse_fake=-LOGIT,
    source="Kim2018",
    fused="verdict_nll_mean",
)
