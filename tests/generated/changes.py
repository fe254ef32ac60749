"""Random changes of a draft: what makes an outline a model that nobody has drawn."""

from __future__ import annotations

from collections.abc import Callable

from schematic.graph.attributes import PREDICTED
from tests.generated.draft import Arrow, Draft


def unrelated_arrow(draft: Draft) -> None:
    """An arrow between two data nodes that nothing else touches."""
    u, v = draft.data("u"), draft.data("v")
    draft.solid([u], v, "ω")


def label(draft: Draft) -> None:
    """A label that is scored from a node."""
    if source := _any(draft):
        draft.solid([source], draft.data("t", "cat[3]"), "ω")


def condition(draft: Draft) -> None:
    """A condition of one or several arrows."""
    c = draft.data("c", "cat[3]")
    for arrow in draft.arrows:
        if draft.chance(0.5):
            arrow.parents.append(c)
    if not any(c in arrow.parents for arrow in draft.arrows):
        draft.arrows[0].parents.append(c)


def second_density(draft: Draft) -> None:
    """A second solid arrow into a data node."""
    names = [name for name, law in draft.laws.items() if law == "data"]
    if names:
        child = draft.dice.choice(names)
        draft.solid([draft.dice.choice([n for n in draft.types if n != child] or [child])], child)


def wild_arrow(draft: Draft) -> None:
    """An arrow of any kind between any two nodes."""
    if len(draft.types) > 1:
        parent, child = draft.dice.sample(list(draft.types), 2)
        kinds = (draft.solid, draft.dashed, draft.hollow)
        draft.dice.choice(kinds)([parent], child, draft.dice.choice(("θ", "η", "ω")))


def inferred_code(draft: Draft) -> None:
    """A further code that is inferred from a node and meets its prior."""
    if source := _any(draft):
        draft.dashed([source], draft.code("k"))


def second_game(draft: Draft) -> None:
    """A further discriminator of a node."""
    if source := _any(draft):
        shared = draft.indicators and draft.chance(0.4)
        draft.judge([source], draft.indicators[0] if shared else draft.indicator(), "ψ")


def other_match(draft: Draft) -> None:
    """A word for how an inferred node meets its law."""
    judged = {name for arrow in draft.arrows if "!" in arrow.head for name in arrow.parents}
    arrows = [a for a in draft.arrows if a.head in ("..>", "..|>")]
    free = [arrow for arrow in arrows if arrow.child not in judged]
    if free and draft.chance(0.7):
        draft.dice.choice(free).attributes["match"] = "nothing"
    elif arrows:
        word = draft.dice.choice(("kl", "adversary"))
        draft.dice.choice(arrows).attributes["match"] = word


def dropped_law(draft: Draft) -> None:
    """A code without its law."""
    codes = [name for name, law in draft.laws.items() if law and not law.startswith("data")]
    if codes:
        draft.laws[draft.dice.choice(codes)] = ""


def dropped_arrow(draft: Draft) -> None:
    """One arrow less."""
    if len(draft.arrows) > 1:
        draft.arrows.remove(draft.dice.choice(draft.arrows))


def other_head(draft: Draft) -> None:
    """A dashed arrow with the other head, where its value is a net alone."""
    arrows = [a for a in draft.arrows if a.head in ("..>", "..|>") and "(" not in a.value]
    if arrows:
        arrow = draft.dice.choice(arrows)
        arrow.head = "..>" if arrow.head == "..|>" else "..|>"


def trunk(draft: Draft) -> None:
    """A net on the trunk of another one that has the same parents."""
    pairs = [(a, b) for a in draft.arrows for b in draft.arrows if a is not b]
    alike = [(a, b) for a, b in pairs if a.parents == b.parents and a.value != b.value]
    if alike:
        owner, guest = draft.dice.choice(alike)
        draft.inside[_net(owner.value)] = "mlp(4)"
        draft.inside[_net(guest.value)] = f"mlp(3) on {_net(owner.value)}"


def inside(draft: Draft) -> None:
    """What is inside a net."""
    if draft.arrows:
        net = _net(draft.dice.choice(draft.arrows).value)
        choices = ("linear", "mlp(4, act = tanh)", "mlp(3, 4, act = leaky)", "identity")
        draft.inside.setdefault(net, draft.dice.choice(choices))


def same_net(draft: Draft) -> None:
    """Two arrows with one value, and so with one net."""
    if len(draft.arrows) > 1:
        first, second = draft.dice.sample(draft.arrows, 2)
        if ("!" in first.head) == ("!" in second.head):
            second.value = first.value


def noise_levels(draft: Draft) -> None:
    """Data with noise of some level in them, and a net that tells them apart."""
    dice = draft.frozen
    data = draft.data("m", dice.choice(("real[2]", "unit[2]")))
    level = draft.code("l", "unit[1]")
    draft.laws[level] = dice.choice(("Uniform(0.1, 0.9)", "Uniform(0.1, 0.9)", "Uniform(0, 1)"))
    noisy = draft.code("n", "real[2]", prior=False)
    samples = {"samples": "2"} if dice.random() < 0.2 else {}
    law = f"Diffused({dice.choice(('cosine', 'linear'))})"
    draft.arrows.append(Arrow([data, level], noisy, "..>", law, samples))
    told = {"predict": dice.choice(PREDICTED)}
    if dice.random() < 0.5:
        told["weight"] = dice.choice(("bound", "simple", "0.5"))
    group = dice.choice(("θ", "η"))
    draft.arrows.append(Arrow([noisy, level], data, "->", f"Normal({draft.net(group)}, 1)", told))
    if dice.random() < 0.3:
        draft.solid([noisy], draft.data("t", "cat[3]"), group)


def _any(draft: Draft) -> str:
    return draft.dice.choice(list(draft.types)) if draft.types else ""


def _net(value: str) -> str:
    inner = value[value.find("(") + 1 :]
    return inner.partition("[")[0]


CHANGES: tuple[Callable[[Draft], None], ...] = (
    unrelated_arrow,
    label,
    label,
    condition,
    condition,
    second_density,
    wild_arrow,
    wild_arrow,
    inferred_code,
    second_game,
    other_match,
    dropped_law,
    dropped_arrow,
    other_head,
    trunk,
    inside,
    same_net,
)
