"""Drafts whose nodes stand on plates: series, chains, hierarchies and repeated codes."""

from __future__ import annotations

from collections.abc import Callable

from tests.generated.draft import Arrow, Draft, stem
from tests.generated.skeletons import by_wake_and_sleep

TURNS = (2, 2, 3, 3, 3, 4)
LONG = (12, 12, 13)
"""As many as become loops; nodes have one element then, so that they can be enumerated."""
SMALL = ("binary[1]", "binary[1]", "real[1]", "unit[1]", "cat[2]")
CODES = ("real[2]", "real[2]", "real[1]", "binary[1]", "cat[3]")
DATA = ("real[2]", "unit[1]", "binary[2]", "cat[3]")
PRIORS = {"real": "Normal(0, 1)", "unit": "Uniform(0, 1)", "binary": "Bernoulli(0.3)"}


class Plate:
    """A plate of a draft: its index, how its nodes are named, and its kinds of nodes."""

    def __init__(self, draft: Draft) -> None:
        """Draw how long it is."""
        self.draft = draft
        self.index = "ts"[len(draft.plates)]
        self.last = self.index.upper()
        is_long = draft.later.random() < 0.06
        turns = draft.later.choice(LONG if is_long else TURNS)
        draft.plate(self.index, turns)
        self.codes, self.kinds = (SMALL, SMALL) if is_long else (CODES, DATA)

    def data(self) -> str:
        """The stem of data."""
        kind = self.draft.dice.choice(self.kinds)
        return self.draft.copies("x", kind, "data", index=self.index)

    def code(self, law: str = "", over: str = "") -> str:
        """The stem of codes, with a prior each if there is a law."""
        kind = self.draft.dice.choice(self.codes)
        if law:
            law = prior(kind)
        return self.draft.copies("z", kind, law, index=self.index, over=over)

    def at(self, stem: str, shift: int = 0) -> str:
        """A copy by its index."""
        return f"{stem}[{self.index}{f'{shift:+d}' if shift else ''}]"

    def apart(self, arrow: Arrow, over: str = "") -> Arrow:
        """Give an arrow its range, and perhaps nets of its own to each copy."""
        arrow.over = over
        if self.draft.chance(0.4):
            self.draft.apart(arrow, self.index)
        return arrow

    def first(self, stem: str, number: str) -> str:
        """A further copy, with a law of its own."""
        kind = self.draft.types[self.at(stem)]
        return self.draft.another(f"{stem}[{number}]", kind, prior(kind))


def prior(kind: str) -> str:
    """A law for nodes of a type."""
    return PRIORS.get(kind.partition("[")[0], "Categorical")


def plated(draft: Draft) -> None:
    """One outline with a plate, sometimes two."""
    draft.later.choice(OUTLINES)(draft)
    if not draft.schedule:
        learnable(draft)
    if draft.later.random() < 0.15 and not draft.schedule:
        draft.later.choice(OUTLINES[:-1])(draft)
        learnable(draft)


def learnable(draft: Draft) -> None:
    """Let most codes learn: discrete ones by an estimator, maps with a law by the MMD."""
    kinds = {stem(name): kind for name, kind in draft.types.items()}
    laws = {stem(name): law for name, law in draft.laws.items() if law}
    judged = {name for arrow in draft.arrows if arrow.head == "-!>" for name in arrow.parents}
    for arrow in draft.arrows:
        is_inferred = arrow.head in ("..>", "..|>") and arrow.child not in judged
        if arrow.head == "..>" and kinds[stem(arrow.child)].startswith(("binary", "cat")):
            word = draft.later.choice(("enumerate", "enumerate", "score", "relaxed"))
            arrow.attributes["gradient"] = word
            if word == "enumerate":
                arrow.attributes.pop("samples", None)
                arrow.attributes.pop("bound", None)
        elif is_inferred and arrow.head == "..|>" and stem(arrow.child) in laws:
            arrow.attributes["match"] = draft.later.choice(("mmd", "mmd", "nothing"))


def series(draft: Draft) -> None:
    """Data over time with a state each, which is filtered, smoothed, or told from each alone."""
    plate = Plate(draft)
    x, z = plate.data(), plate.code()
    begin, last = plate.first(z, "0"), plate.last
    plate.apart(draft.solid([plate.at(z, -1)], plate.at(z)))
    plate.apart(draft.solid([plate.at(z)], plate.at(x)))
    told = draft.later.choice(("filter", "smoother", "alone"))
    if told == "filter":
        draft.dashed([f"{x}[1]"], begin)
        plate.apart(draft.dashed([plate.at(x), plate.at(z, -1)], plate.at(z)))
    elif told == "smoother":
        draft.dashed([f"{x}[{last}]"], f"{z}[{last}]")
        back = [plate.at(z)] if draft.chance(0.5) else [plate.at(x), plate.at(z)]
        plate.apart(draft.dashed(back, plate.at(z, -1)))
    else:
        draft.dashed([f"{x}[1]"], begin)
        plate.apart(draft.dashed([plate.at(x)], plate.at(z)))


def chain(draft: Draft) -> None:
    """A few steps of diffusion, fixed or learned."""
    plate = Plate(draft)
    last, over = plate.last, f"2..{plate.last}"
    kind = draft.dice.choice(("real[1]", "real[2]"))
    x = draft.data("x", kind)
    z = draft.copies("z", kind, index=plate.index, over=f"1..{last}-1")
    draft.another(f"{z}[{last}]", kind, prior(kind))
    own = draft.chance(0.5)
    net = draft.net("θ")
    bare = net.partition("[")[0]
    if own:
        draft.inside[f"{bare}[{plate.index}]"] = "mlp(3)"
    for child, copy, its in ((x, "1", ""), (plate.at(z, -1), plate.index, over)):
        value = f"{bare}[{copy}][θ]" if own else net
        arrow = Arrow([f"{z}[{copy}]"], child, "->", f"Normal({value}, 0.5)", over=its)
        draft.arrows.append(arrow)
    fixed = "Normal(scale(0.8)[frozen], 0.6)"
    law = fixed if draft.chance(0.6) else f"Normal({draft.net('η')}, 0.6)"
    draft.arrows.append(Arrow([x], f"{z}[1]", "..>", law))
    draft.arrows.append(Arrow([plate.at(z, -1)], plate.at(z), "..>", law, over=over))


def repeated(draft: Draft) -> None:
    """Data in several copies, with a code each, and a code that all have in common."""
    plate = Plate(draft)
    x, z = plate.data(), plate.code("prior")
    common = [draft.code("w", draft.dice.choice(CODES))] if draft.chance(0.6) else []
    plate.apart(draft.solid([plate.at(z), *common], plate.at(x)))
    plate.apart(draft.either([plate.at(x), *common], plate.at(z)))
    for code in common:
        draft.dashed([f"{x}[1]", f"{x}[{plate.last}]"], code)


def parts(draft: Draft) -> None:
    """One example with several codes, each matched to its prior."""
    plate = Plate(draft)
    x, z = draft.data(), plate.code("prior")
    draft.solid([f"{z}[{k}]" for k in range(1, draft.numbers[plate.last] + 1)], x)
    plate.apart(draft.either([x], plate.at(z)))


def made(draft: Draft) -> None:
    """Data over time that are made, and judged one by one."""
    plate = Plate(draft)
    x, z = plate.data(), plate.code("prior")
    plate.apart(draft.hollow([plate.at(z)], plate.at(x)))
    y = draft.indicator()
    plate.apart(draft.judge([plate.at(x)], y))
    if draft.chance(0.3):
        plate.apart(draft.solid([plate.at(x)], plate.at(z), "η"))


def adapted(draft: Draft) -> None:
    """Several features of data that an indicator picks."""
    plate = Plate(draft)
    y = draft.indicator()
    z = draft.copies("z", draft.dice.choice(DATA), f"data by {y}", index=plate.index)
    x = draft.copies("x", "real[2]", index=plate.index)
    plate.apart(draft.hollow([plate.at(z)], plate.at(x)))
    plate.apart(draft.judge([plate.at(x)], y))


def ladder(draft: Draft) -> None:
    """A hierarchy, inferred bottom up or top down, perhaps by wake and sleep."""
    plate = Plate(draft)
    last, over = plate.last, f"2..{plate.last}"
    x = draft.data()
    z = plate.code(over=f"1..{last}-1")
    top = plate.first(z, last)
    is_asleep = draft.chance(0.5)
    draft.solid([f"{z}[1]"], x)
    plate.apart(draft.solid([plate.at(z)], plate.at(z, -1)), over)
    group = "λ" if is_asleep else "η"
    if is_asleep or draft.chance(0.5):
        draft.dashed([x], f"{z}[1]", group)
        plate.apart(draft.dashed([plate.at(z, -1)], plate.at(z), group), over)
    else:
        draft.dashed([x], top, group)
        parents = [plate.at(z), x] if draft.chance(0.5) else [plate.at(z)]
        plate.apart(draft.dashed(parents, plate.at(z, -1), group), over)
    if is_asleep:
        by_wake_and_sleep(draft)


OUTLINES: tuple[Callable[[Draft], None], ...] = (
    series,
    chain,
    repeated,
    parts,
    made,
    adapted,
    ladder,
)
