"""ContinuousBernoulli on [0, 1]: logits from a net [LoaizaGanem2019]."""

from schematic.families._family import ALL, Family, Form
from schematic.families._kinds import Kind

FAMILY = Family(
    name="ContinuousBernoulli",
    kinds=frozenset({Kind.UNIT}),
    abilities=ALL,
    arguments=("probability",),
    defaults=(0.5,),
    noise="uniform",
    latex=r"\mathcal{CB}",
    probability=("probability",),
    forms=(
        Form(
            ("net",),
            ("logits",),
            "continuous_bernoulli_nll",
            "continuous_bernoulli_draw",
            "continuous_bernoulli_mean",
        ),
    ),
)
