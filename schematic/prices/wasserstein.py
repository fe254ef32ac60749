"""`loss = wasserstein`: D scores examples, and the price is the difference of its means."""

from schematic.prices._price import LOGIT, Price

PRICE = Price(
    name="wasserstein",
    real=-LOGIT,
    fake=LOGIT,
    reverse_real=LOGIT,
    reverse_fake=-LOGIT,
    source="Arjovsky2017",
)
