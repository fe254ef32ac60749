"""What a rewrite changes in the objective."""

from __future__ import annotations

import schematic
from schematic.resources import zoo
from schematic.rewrites.diff import objective_diff


def test_terms_gained_lost_and_changed() -> None:
    gan = schematic.load(zoo()["gan"])
    assert objective_diff(gan.objective, gan.rewrite("add code z").objective) == [
        "  φ minimises",
        "    ½ softplus(−D(x))",
        "    ½ softplus(D(x_fake))",
        "  θ → θ,η minimises",
        "    softplus(−D(x_fake))",
        "  + −log q(z|x_fake)",
    ]
    beta = "visible x : unit ~ data\nlatent z : real[2] ~ Normal(0, 1)\n"
    beta += "z -> x ~ G[θ] {weight = 2}\nx ..> z ~ E[η]\n"
    one, other = schematic.parse(beta), schematic.parse(beta.replace(" {weight = 2}", ""))
    assert "  ~ −2 log p(x|z)  →  −log p(x|z)" in objective_diff(one.objective, other.objective)
