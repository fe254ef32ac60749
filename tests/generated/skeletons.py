"""Drafts with the outline of a model: what random changes start from.

Each function adds one outline to a draft. None is a model by name to the compiler; they see to it
that passes, games, weighers and phases all occur often enough.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from tests.generated.draft import Arrow, Draft


def variational(draft: Draft) -> None:
    """Codes in a chain, inferred from the data, bottom up or top down."""
    x, height = draft.data(), draft.dice.randint(1, 3)
    codes = [draft.code("h", prior=False) for _ in range(height - 1)] + [draft.code()]
    below = [x, *codes]
    for lower, upper in itertools.pairwise(below):
        draft.solid([upper], lower)
    ladder = draft.chance(0.5)
    for at, code in enumerate(codes):
        parents = [below[at]] if ladder else [x]
        draft.dashed(parents, code)


def conditional(draft: Draft) -> None:
    """A code with a conditional prior."""
    x, c, z = draft.data(), draft.data("c"), draft.code(prior=False)
    draft.solid([z, c] if draft.chance(0.5) else [z], x)
    draft.solid([c], z)
    draft.dashed([x, c] if draft.chance(0.5) else [x], z)


def autoencoder(draft: Draft) -> None:
    """A code without a law."""
    x, z = draft.data(), draft.code(prior=False)
    draft.solid([z], x)
    draft.either([x], z)


def unmatched(draft: Draft) -> None:
    """A code with a prior that only sampling reads."""
    x, z = draft.data(), draft.code(kind="real[2]")
    draft.solid([z], x)
    draft.either([x], z).attributes = {"match": "nothing"}


def adversarial(draft: Draft) -> None:
    """Data made from codes in one to three steps, and judged."""
    x = draft.data()
    steps = [draft.code()] + [
        draft.code("w", "real[2]", prior=False) for _ in range(draft.dice.choice((0, 0, 1, 2)))
    ]
    for before, after in itertools.pairwise(steps):
        draft.either([before], after)
    draft.hollow([steps[-1]], x)
    draft.judge([x], draft.indicator())
    if draft.chance(0.4):
        draft.solid([x], steps[0], "η")


def coded(draft: Draft) -> None:
    """A code inferred from data and matched to its prior by a game."""
    x, z = draft.data(), draft.code(kind="real[2]")
    draft.either([x], z)
    draft.judge([z], draft.indicator())
    if draft.chance(0.8):
        draft.solid([z], x)


def translated(draft: Draft) -> None:
    """Data made from other data, judged alone or together, and perhaps scored as well."""
    a, x = draft.data("a"), draft.data()
    parents = [a, draft.code()] if draft.chance(0.5) else [a]
    made = draft.hollow(parents, x)
    draft.judge([a, x] if draft.chance(0.6) else [x], draft.indicator())
    if draft.chance(0.7):
        scored = draft.solid(parents, x)
        _share(draft, made.value, scored)


def classed(draft: Draft) -> None:
    """Data made from a code and a class, the class read back."""
    x, z = draft.data(), draft.code()
    t = draft.data("t", "cat[3]") if draft.chance(0.7) else draft.code("t", "cat[3]")
    draft.hollow([z, t], x)
    draft.judge([x, t] if draft.chance(0.3) else [x], draft.indicator())
    draft.solid([x], t, "η")


def cyclic(draft: Draft) -> None:
    """Data and codes inferred from each other."""
    x, z = draft.data(), draft.code(kind="real[2]")
    draft.either([x], z)
    made = draft.hollow([z], x)
    judged = draft.dice.choice(([x], [x, z], [z]))
    draft.judge(judged, draft.indicator())
    if draft.chance(0.5):
        _share(draft, made.value, draft.solid([z], x))


def domains(draft: Draft) -> None:
    """Two data sets translated into each other."""
    kinds = [draft.dice.choice(("real[2]", "unit[2]")) for _ in range(2)]
    a, b = draft.data("a", kinds[0]), draft.data("b", kinds[1])
    there, back = draft.hollow([a], b, "θ"), draft.hollow([b], a, "η")
    draft.judge([a], draft.indicator(), "φ")
    draft.judge([b], draft.indicator() if draft.chance(0.5) else draft.indicators[-1], "ψ")
    if draft.chance(0.7):
        _share(draft, back.value, draft.solid([b], a))
        _share(draft, there.value, draft.solid([a], b))


def adapted(draft: Draft) -> None:
    """Features of data that an indicator picks."""
    y = draft.indicator()
    z = draft.data("z", law=f"data by {y}")
    x = draft.code("x", "real[2]", prior=False)
    draft.hollow([z], x)
    draft.judge([x], y)
    if draft.chance(0.7):
        t = draft.data("t", "cat[3]", f"data when {y} = {draft.dice.choice(('real', 'fake'))}")
        draft.solid([x], t, "ω")


def weighed(draft: Draft) -> None:
    """A bound whose examples are weighed by a discriminator."""
    x, z = draft.data(), draft.code()
    given = [draft.data("c")] if draft.chance(0.4) else []
    draft.solid([z, *given], x)
    draft.dashed([x, *given], z)
    judged = [x, *given] if draft.chance(0.6) else [x]
    draft.weigh(judged, draft.indicator(), degenerate=draft.chance(0.25))


def asleep(draft: Draft) -> None:
    """Stochastic layers that learn by wake and sleep."""
    kind = draft.dice.choice(("binary[2]", "binary[2]", "cat[3]", "real[2]"))
    x, height = draft.data("x", kind), draft.dice.randint(1, 3)
    given = [draft.data("c")] if draft.chance(0.25) else []
    codes = [draft.code("h", kind, prior=k == height - 1) for k in range(height)]
    for lower, upper in itertools.pairwise([x, *codes]):
        draft.solid([upper, *given], lower)
        draft.dashed([lower, *given], upper, "λ")
    by_wake_and_sleep(draft)


def by_wake_and_sleep(draft: Draft) -> None:
    """Let both processes learn in turn, in two passes or in three."""
    draft.schedule = "train wake-sleep"
    if draft.later.random() < 0.5:
        return
    draft.schedule = "train reweighted-wake-sleep"
    for arrow in draft.arrows:
        arrow.attributes.clear()
    inferred = [arrow for arrow in draft.arrows if arrow.head == "..>" and not arrow.over]
    if inferred:
        draft.later.choice(inferred).attributes["samples"] = draft.later.choice("23")


def latent_diffusion(draft: Draft) -> None:
    """A code with a KL, a reconstruction that is scored and judged."""
    x, r = draft.data("x", "unit[2]"), draft.data("r", "unit[2]")
    z = draft.code(kind="real[2]")
    draft.dashed([x], z).attributes["beta"] = "0.001"
    made = draft.hollow([z], r)
    _share(draft, made.value, draft.solid([z], x))
    draft.judge([r], draft.indicator())


def carried(draft: Draft) -> None:
    """Beside a model, a density that invertible nets carry; other throws of a seed stay."""
    dice = draft.frozen
    kind = dice.choice(("real[2]", "real[1]"))
    x, group = draft.data("w", kind), dice.choice(("θ", "η"))
    given = [draft.data("v", "cat[3]")] if dice.random() < 0.3 else []
    outline = dice.choice(("flow", "flows", "posterior", "prior"))
    h = draft.latent("h", kind) if outline != "flow" else ""
    z = draft.latent("z", kind, dice.choice(("Normal(0, 1)", "Normal(1, 2)", "Laplace(0, 1)")))
    if outline == "flow":
        draft.carry([z, *given], x, "-|>", group)
    elif outline == "flows":
        draft.carry([z], h, "-|>", group)
        draft.carry([h, *given], x, "-|>", group)
    else:
        child = z if outline == "posterior" else h
        draft.scored([child], x, "->", "θ")
        draft.scored([x], h, "..>", "η")
        draft.carry([h, *given], z, "..|>", "η") if child == z else draft.carry([z], h, "-|>", "θ")


def _share(draft: Draft, value: str, arrow: Arrow) -> None:
    """Let an arrow use a net that another one uses, where it takes one net alone."""
    own = re.findall(r"N\d+\[.\]", arrow.value)
    if draft.chance(0.6) and len(own) == 1:
        arrow.value = arrow.value.replace(own[0], value)


SKELETONS: tuple[Callable[[Draft], None], ...] = (
    variational,
    conditional,
    autoencoder,
    unmatched,
    adversarial,
    coded,
    translated,
    classed,
    cyclic,
    domains,
    adapted,
    weighed,
    latent_diffusion,
)
ALONE: tuple[Callable[[Draft], None], ...] = (asleep,)
"""Outlines that set the schedule of the whole spec, so that no other one may stand beside them."""
