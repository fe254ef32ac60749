"""A spec in the making: nodes, arrows and nets, written as text when it is done."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from schematic.graph.attributes import LOSSES

GRADIENTS = ("score", "enumerate", "relaxed", "straight-through")
TYPES = ("real[2]", "real[1]", "unit[2]", "binary[2]", "cat[3]", "unit[1, 2, 4]")
PRIORS = {
    "real": ("Normal(0, 1)", "Normal(0, 1)", "Normal(1, 2)", "Laplace(0, 1)", "Uniform(-1, 1)"),
    "unit": ("Uniform(0, 1)",),
    "binary": ("Bernoulli(0.5)", "Bernoulli(0.3)"),
    "cat": ("Categorical",),
}
LAWS = {
    "real": ("{}", "{}", "Normal({})", "Normal({}, 0.7)", "Normal({}, {})", "Laplace({})"),
    "unit": ("{}", "{}", "ContinuousBernoulli({})", "Normal({}, 0.3)", "Laplace({}, 1)"),
    "binary": ("{}",),
    "cat": ("{}",),
}


@dataclass
class Arrow:
    """A statement with an arrow.

    Attributes:
        parents, child: the nodes at its ends.
        head: the arrow as the language writes it.
        value: what stands behind the sign.
        attributes: what stands in the braces.
        over: the range of an arrow of a plate, where it is not the plate's own.
    """

    parents: list[str]
    child: str
    head: str
    value: str
    attributes: dict[str, str] = field(default_factory=dict)
    over: str = ""

    def __str__(self) -> str:
        """The statement."""
        sign = "=" if "|" in self.head else "~"
        braces = ", ".join(f"{k} = {v}" if v else k for k, v in self.attributes.items())
        line = f"{', '.join(self.parents)} {self.head} {self.child} {sign} {self.value}"
        return f"{line} {{{braces}}}" if braces else line


@dataclass
class Draft:
    """Nodes with their types and laws, arrows, lines of nets, and plates.

    A plate is an index with its range. Whatever has the index in its line is written over that
    range; `over` holds the ranges of nodes and nets that have another one.
    """

    dice: random.Random
    types: dict[str, str] = field(default_factory=dict)
    laws: dict[str, str] = field(default_factory=dict)
    indicators: list[str] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    inside: dict[str, str] = field(default_factory=dict)
    schedule: str = ""
    nets: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    plates: dict[str, str] = field(default_factory=dict)
    over: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give dice of their own to what must not change the other throws of a seed."""
        self.frozen = random.Random(str(self.dice.getstate()[1][:4]))
        self.red = random.Random(str(self.dice.getstate()[1][4:8]))
        self.later = random.Random(str(self.dice.getstate()[1][8:12]))

    def chance(self, probability: float) -> bool:
        """Whether something happens."""
        return self.dice.random() < probability

    def fresh(self, letter: str) -> str:
        """A name that no node has."""
        taken = {*map(stem, self.types), *self.indicators}
        return next(name for k in range(99) if (name := f"{letter}{k or ''}") not in taken)

    def data(self, letter: str = "x", kind: str = "", law: str = "data") -> str:
        """A new data node."""
        return self._node(letter, kind or self.dice.choice(TYPES), law)

    def code(self, letter: str = "z", kind: str = "", *, prior: bool = True) -> str:
        """A new latent node, with a prior or without a law."""
        chosen = kind or self.dice.choice(("real[2]", "real[2]", *TYPES[:5]))
        return self._node(letter, chosen, self.dice.choice(PRIORS[_base(chosen)]) if prior else "")

    def _node(self, letter: str, kind: str, law: str) -> str:
        name = self.fresh(letter)
        self.types[name], self.laws[name] = kind, law
        return name

    def plate(self, index: str, turns: int) -> None:
        """A new plate, and a name for its last value: `T` for the index t."""
        self.numbers[index.upper()], self.plates[index] = turns, f"1..{index.upper()}"

    def copies(self, letter: str, kind: str, law: str = "", *, index: str, over: str = "") -> str:
        """A new node of a plate; the stem of its name."""
        found = self.fresh(letter)
        self.another(f"{found}[{index}]", kind, law)
        if over:
            self.over[f"{found}[{index}]"] = over
        return found

    def another(self, name: str, kind: str, law: str = "") -> str:
        """A node of this name, such as the first of a chain."""
        self.types[name], self.laws[name] = kind, law
        return name

    def apart(self, arrow: Arrow, index: str) -> None:
        """Let each copy of an arrow have nets of its own."""
        for net in re.findall(r"(N\d+)\[.\]", arrow.value):
            arrow.value = arrow.value.replace(f"{net}[", f"{net}[{index}][")
            self.inside[f"{net}[{index}]"] = "mlp(3)"
            if arrow.over:
                self.over[f"{net}[{index}]"] = arrow.over

    def latent(self, letter: str, kind: str, law: str = "") -> str:
        """A new latent node, by no throw of the dice."""
        return self._node(letter, kind, law)

    def scored(self, parents: list[str], child: str, head: str, group: str) -> Arrow:
        """A new filled arrow with the law of its child's type, by no throw of the dice."""
        return self._drawn(Arrow(parents, child, head, self.net(group)))

    def carry(self, parents: list[str], child: str, head: str, group: str) -> Arrow:
        """A new hollow arrow with an invertible net."""
        net = self.net(group)
        inside = self.frozen.choice(("coupling(3)", "autoregressive(4, act = tanh)"))
        self.inside[net.partition("[")[0]] = inside
        weighed = {"weight": "2"} if head == "-|>" and self.frozen.random() < 0.2 else {}
        return self._drawn(Arrow(parents, child, head, net, weighed))

    def indicator(self) -> str:
        """A new indicator."""
        self.indicators.append(self.fresh("y"))
        return self.indicators[-1]

    def net(self, group: str) -> str:
        """A new net in a group."""
        self.nets += 1
        return f"N{self.nets}[{group}]"

    def solid(self, parents: list[str], child: str, group: str = "θ") -> Arrow:
        """A new solid arrow: something is scored."""
        arrow = Arrow(parents, child, "->", self._law(child, group))
        if self.chance(0.2):
            arrow.attributes["weight"] = self.dice.choice(("0.5", "2", "0"))
        return self._drawn(arrow)

    def dashed(self, parents: list[str], child: str, group: str = "η") -> Arrow:
        """A new dashed arrow with a filled head: something is inferred, and has a density."""
        arrow = Arrow(parents, child, "..>", self._law(child, group))
        if self.chance(0.15):
            arrow.attributes["beta"] = self.dice.choice(("0.5", "4", "0"))
        if self.chance(0.15):
            arrow.attributes["samples"] = self.dice.choice(("2", "3"))
            if self.chance(0.3):
                arrow.attributes["bound"] = "importance"
        if self.chance(0.1):
            arrow.attributes["match"] = self.dice.choice(("mmd", "0.5 kl + 10 mmd", "2 kl"))
        if self.chance(0.1):
            arrow.attributes["gradient"] = self.dice.choice(GRADIENTS)
        return self._drawn(arrow)

    def hollow(self, parents: list[str], child: str, group: str = "θ") -> Arrow:
        """A new dashed arrow with a hollow head: a deterministic map."""
        arrow = Arrow(parents, child, "..|>", self.net(group))
        if self.frozen.random() < 0.1:
            arrow.value = arrow.value.partition("[")[0] + "[frozen]"
        if self.chance(0.15):
            arrow.attributes["match"] = "mmd"
        if self.red.random() < 0.1:
            arrow.attributes["bound"] = "importance"
        return self._drawn(arrow)

    def either(self, parents: list[str], child: str, group: str = "η") -> Arrow:
        """A new dashed arrow with either head."""
        return (self.hollow if self.chance(0.4) else self.dashed)(parents, child, group)

    def judge(self, parents: list[str], indicator: str, group: str = "φ") -> Arrow:
        """A new solid red arrow with some price."""
        arrow = Arrow(parents, indicator, "-!>", self.net(group))
        if self.chance(0.5):
            arrow.attributes["loss"] = self.dice.choice(LOSSES)
        if self.chance(0.2):
            arrow.attributes["weight"] = self.dice.choice(("0.1", "3"))
        if self.chance(0.2):
            arrow.attributes["penalty"] = self.dice.choice(("1", "10"))
        if self.chance(0.1):
            arrow.attributes["clip"] = "0.05"
        if self.chance(0.1):
            arrow.attributes["steps"] = "3"
        if self.red.random() < 0.1:
            arrow.attributes["real"] = "marginals"
        if self.red.random() < 0.15:
            self.predict(parents)
        return self._drawn(arrow)

    def predict(self, parents: list[str]) -> Arrow:
        """A new solid red arrow into some other node, which is no indicator."""
        others = [name for name in self.types if name not in parents]
        child = self.red.choice(others or ["x"])
        arrow = Arrow(parents, child, "-!>", self.net("π"))
        if self.red.random() < 0.3:
            arrow.attributes["weight"] = "0.3"
        return self._drawn(arrow)

    def weigh(self, parents: list[str], indicator: str, *, degenerate: bool) -> Arrow:
        """A new dashed red arrow: examples are weighed."""
        attributes = {"degenerate": ""} if degenerate else {}
        return self._drawn(Arrow(parents, indicator, "..!>", self.net("φ"), attributes))

    def _drawn(self, arrow: Arrow) -> Arrow:
        self.arrows.append(arrow)
        return arrow

    def _law(self, child: str, group: str) -> str:
        kinds = {stem(name): kind for name, kind in self.types.items()}
        law = self.dice.choice(LAWS[_base(kinds[stem(child)])])
        return law.format(*(self.net(group) for _ in range(law.count("{}"))))

    def partly(self) -> None:
        """Perhaps let a data node be missing in some examples, and be inferred there."""
        names = [name for name, law in self.laws.items() if law == "data"]
        if len(names) < 2 or self.frozen.random() > 0.25:
            return
        name = self.frozen.choice(names)
        kind = _base(self.types[name])
        self.laws[name] = f"data or {self.frozen.choice(PRIORS[kind])}"
        if not any(".." in a.head and a.child == name for a in self.arrows):
            source = self.frozen.choice([other for other in names if other != name])
            arrow = Arrow([source], name, "..>", self.net("η"))
            if kind in ("cat", "binary"):
                arrow.attributes["gradient"] = self.frozen.choice(("enumerate", "score"))
            self.arrows.append(arrow)

    def summed(self) -> None:
        """Perhaps let a node that nothing infers be summed out: one that is there, or a new one."""
        solid = [arrow for arrow in self.arrows if arrow.head == "->"]
        if not solid or self.frozen.random() > 0.1:
            return
        kind = self.frozen.choice(("cat[3]", "binary[2]"))
        name = self.fresh("m")
        self.types[name] = kind
        self.laws[name] = f"{self.frozen.choice(PRIORS[_base(kind)])} {{sum}}"
        for arrow in self.frozen.sample(solid, self.frozen.choice((1, min(2, len(solid))))):
            arrow.parents.append(name)

    def compared(self) -> None:
        """Perhaps compare a reconstruction in what some net sees of it, an old or a new one."""
        scored = [
            (arrow, found[0])
            for arrow in self.arrows
            if arrow.head == "->"
            and self.laws.get(arrow.child) == "data"
            and self.types[arrow.child].startswith(("real", "unit"))
            and (found := re.findall(r"N\d+(?:\[.\])+", arrow.value))
        ]
        if not scored or self.later.random() > 0.12:
            return
        arrow, net = self.later.choice(scored)
        law = self.later.choice(("Normal({}, 1)", "Normal({}, 0.5)", "Laplace({}, 2)"))
        arrow.value = law.format(net)
        looking = [a for a in self.arrows if a.parents == [arrow.child] and "(" not in a.value]
        if not looking or self.later.random() < 0.4:
            index = arrow.child.removeprefix(stem(arrow.child)).strip("[]")
            name = self.fresh("f")
            name = self.another(f"{name}[{index}]" if index else name, "real[2]")
            if arrow.over:
                self.over[name] = arrow.over
            seen = Arrow([arrow.child], name, "..|>", self.net("frozen"), over=arrow.over)
            looking = [self._drawn(seen)]
        arrow.attributes["features"] = stem(self.later.choice(looking).value)

    def text(self) -> str:
        """The spec."""
        lines = ["model Generated"]
        lines += [f"let {name} = {number}" for name, number in self.numbers.items()]
        for name, kind in self.types.items():
            role = "visible" if self.laws[name].startswith("data") else "latent"
            law = f" ~ {law}" if (law := self.laws[name]) else ""
            lines.append(self._copied(f"{role} {name} : {kind}{law}", self.over.get(name)))
        lines += [f"indicator {name} : {{fake, real}}" for name in self.indicators]
        lines += [self._copied(str(arrow), arrow.over) for arrow in self.arrows]
        lines += [self.schedule] if self.schedule else []
        for name, inside in self.inside.items():
            lines.append(self._copied(f"net {name} = {inside}", self.over.get(name)))
        return "\n".join(lines) + "\n"

    def _copied(self, line: str, over: str | None = None) -> str:
        """A statement, over its plate if it has an index."""
        found = re.search(r"\[([a-z])\b", line) if self.plates else None
        index = found[1] if found and found[1] in self.plates else ""
        return f"{line} for {index} in {over or self.plates[index]}" if index else line


def stem(name: str) -> str:
    """A name without its index."""
    return name.partition("[")[0]


def _base(kind: str) -> str:
    return kind.partition("[")[0]
