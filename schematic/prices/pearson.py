"""`loss = pearson`: the two sides differ by Pearson's χ², f(u) = (u − 1)².

φ maximises E g(D(x)) − E f*(g(D(x̂))), everyone else minimises it  [Nowozin2016, eq. 6, table 2].
"""

from schematic.prices._price import LOGIT, Price

# g(v) = v and f*(t) = t²/4 + t.
PRICE = Price.saddle(
    name="pearson",
    real=-LOGIT,
    fake=LOGIT**2 / 4 + LOGIT,
    source="Nowozin2016",
)
