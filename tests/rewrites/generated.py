"""Well-formed schematics of many shapes, for the laws of rewrites."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import assume
from hypothesis import strategies as st

import schematic
from schematic.diagnostics import SchematicError
from schematic.graph import FROZEN, Distribution, NetRef, Schematic
from schematic.graph.schematic import Parts
from schematic.rewrites.atlas.shortest_path import neighbours
from tests.model.programs import PROGRAMS

ARROWS = ("..>", "..|>")


@st.composite
def pairs(draw_: st.DrawFn) -> str:
    """One data node, one code, and any arrows between them and an indicator."""
    x = draw_(st.sampled_from(("unit", "real", "binary")))
    z = draw_(st.sampled_from(("real[3]", "unit[3]", "binary[4]", "cat[5]")))
    prior = {"real[3]": "Normal(0, 1)", "unit[3]": "Uniform(0, 1)", "binary[4]": "Bernoulli(0.5)"}
    law = draw_(st.sampled_from((f" ~ {prior.get(z, 'Categorical')}", "")))
    given_ = draw_(st.sampled_from(("", "c")))
    lines = [f"visible x : {x} ~ data", f"latent z : {z}{law}", "indicator y : {fake, real}"]
    lines += ["visible c : cat[3] ~ data"] if given_ else []
    for parent, child in (("z", "x"), ("x", "z")):
        inference = draw_(st.sampled_from(("", *ARROWS)))
        if inference:
            sign = "=" if "|" in inference else "~"
            beta = draw_(st.sampled_from(("", "", " {beta = 4}", " {samples = 2}")))
            beta = "" if sign == "=" else beta
            lines.append(f"{_with(parent, given_)} {inference} {child} {sign} I{child}[α]{beta}")
        if draw_(st.booleans()):
            values = [f"S{child}[β]", f"Normal(S{child}[β], 1)", f"Laplace(S{child}[α])"]
            weight = draw_(st.sampled_from(("", "", " {weight = 0.5}")))
            value = draw_(st.sampled_from(values))
            lines.append(f"{_with(parent, given_)} -> {child} ~ {value}{weight}")
    red = draw_(st.sampled_from(("", "x -!>", "z -!>", "x ..!>", "x, z -!>")))
    loss = draw_(st.sampled_from(("", "", " {loss = hinge}"))) if "-!>" in red else ""
    perfect = draw_(st.sampled_from(("", " {degenerate}"))) if "..!>" in red else ""
    lines += [f"{red} y ~ D[φ]{loss}{perfect}"] if red else []
    return "\n".join(line for line in lines if red or not line.startswith("indicator"))


def _with(parent: str, given_: str) -> str:
    return f"{parent}, {given_}" if given_ else parent


@st.composite
def ladders(draw_: st.DrawFn) -> str:
    """A hierarchy of codes, trained together or by wake and sleep."""
    height = draw_(st.integers(1, 4))
    kind, law = draw_(
        st.sampled_from((("real[3]", "Normal(0, 1)"), ("binary[4]", "Bernoulli(0.5)")))
    )
    names = ["x", *(f"h{i}" for i in range(1, height + 1))]
    lines = ["visible x : binary ~ data"]
    lines += [f"latent {name} : {kind}" for name in names[1:-1]]
    lines += [f"latent {names[-1]} : {kind} ~ {law}"]
    shared = draw_(st.booleans())
    for i in range(height):
        group = "" if shared else str(i)
        lines.append(f"{names[i + 1]} -> {names[i]} ~ G{i}[θ{group}]")
        lines.append(f"{names[i]} ..> {names[i + 1]} ~ R{i}[λ{group}]")
    if kind.startswith("binary") or draw_(st.booleans()):
        lines.append("train wake-sleep")
    return "\n".join(lines)


@st.composite
def rings(draw_: st.DrawFn) -> str:
    """Several data sets translated into each other around a ring (CycleGAN and longer)."""
    size = draw_(st.integers(2, 4))
    names = [f"a{i}" for i in range(size)]
    lines = [f"visible {name} : real[{draw_(st.integers(2, 3))}] ~ data" for name in names]
    shared = draw_(st.booleans())
    for i, name in enumerate(names):
        following = names[(i + 1) % size]
        group = "" if shared else str(i)
        lines.append(f"indicator y{i} : {{fake, real}}")
        lines.append(f"{name} ..|> {following} = F{i}[θ{group}]")
        lines.append(f"{name} -!> y{i} ~ D{i}[φ{group}]")
        if draw_(st.booleans()):
            lines.append(f"{following} -> {name} ~ Laplace(B{i}[ψ], 1)")
    return "\n".join(lines)


@st.composite
def schematics(draw_: st.DrawFn) -> Schematic:
    """A well-formed schematic, some rewrites away from one that was written down."""
    text = draw_(
        st.one_of(pairs(), pairs(), ladders(), rings(), st.sampled_from(sorted(PROGRAMS.values())))
    )
    try:
        result = schematic.parse(text, name="generated.sgm")
    except SchematicError:
        assume(False)
    for _ in range(draw_(st.integers(0, 3))):
        further = [found for _, found in neighbours(result)]
        if further:
            result = draw_(st.sampled_from(further))
    return result


def renamed(original: Schematic, seed: int) -> Schematic:
    """The same schematic under other names, its lines in another order."""
    chance = random.Random(seed)
    nodes = _names("v", original.nodes, chance)
    groups = _names("g", original.groups, chance)
    nets = _names("N", original.nets.keys() | original.group_of.keys(), chance)

    def law(before: object) -> object:
        if not isinstance(before, Distribution):
            return before
        arguments = tuple(
            NetRef(nets[a.net], groups.get(a.group, FROZEN)) if isinstance(a, NetRef) else a
            for a in before.arguments
        )
        return Distribution(before.family, arguments)

    def of_data(before: object) -> object:
        if getattr(before, "by", None) is not None:
            before = replace(before, by=nodes[before.by])
        if getattr(before, "when", None) is not None:
            before = replace(before, when=(nodes[before.when[0]], before.when[1]))
        return before

    changed = [
        replace(n, name=nodes[n.name], law=of_data(law(n.law))) for n in original.nodes.values()
    ]
    factors = [
        replace(f, parents=tuple(nodes[p] for p in f.parents), child=nodes[f.child], law=law(f.law))
        for f in original.factors
    ]
    inside = {
        nets[name]: replace(net, name=nets[name], trunk=nets[net.trunk] if net.trunk else None)
        for name, net in original.nets.items()
    }
    chance.shuffle(changed)
    chance.shuffle(factors)
    return replace(original, parts=Parts.of(changed, factors), nets=inside, source=None)


def _names(letter: str, names: object, chance: random.Random) -> dict[str, str]:
    ordered = sorted(names)
    numbers = list(range(len(ordered)))
    chance.shuffle(numbers)
    return {name: f"{letter}{number}" for name, number in zip(ordered, numbers, strict=True)}
