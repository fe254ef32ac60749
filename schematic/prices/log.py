"""`loss = log`: the negative log-likelihood of the label, and everyone else that of its reverse."""

from schematic.expressions import softplus
from schematic.prices._price import LOGIT, Price

# −log q(1|x) = −log σ(d) = softplus(−d), −log q(0|x) = softplus(d); qʳ exchanges the labels.
PRICE = Price(
    name="log",
    real=softplus(-LOGIT),
    fake=softplus(LOGIT),
    reverse_real=softplus(LOGIT),
    reverse_fake=softplus(-LOGIT),
    source="Hu2018",
    fused="verdict_nll_mean",
)
