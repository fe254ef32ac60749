"""`loss = squares`: D regresses to 1 on real and to 0 on fake examples, everyone else exchanged."""

from schematic.prices._price import LOGIT, Price

PRICE = Price(
    name="squares",
    real=(LOGIT - 1) ** 2,
    fake=LOGIT**2,
    reverse_real=LOGIT**2,
    reverse_fake=(LOGIT - 1) ** 2,
    source="Mao2017",
)
