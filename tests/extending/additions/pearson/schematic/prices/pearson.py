"""`loss = pearson`: the two sides differ by Pearson's χ², a saddle in D  [Nowozin2016, table 2]."""

from schematic.prices._price import LOGIT, Price

# φ maximises E g(D(x)) − E f*(g(D(x̂))), g(d) = d and f*(t) = t²/4 + t; the others minimise it.
CONJUGATE = LOGIT**2 / 4 + LOGIT
PRICE = Price(
    name="pearson",
    real=-LOGIT,
    fake=CONJUGATE,
    reverse_real=LOGIT,
    reverse_fake=-CONJUGATE,
    source="Nowozin2016",
)
