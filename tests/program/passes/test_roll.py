"""Loops: what they stand for, and that a model with them computes what it computes without."""

from __future__ import annotations

import itertools
import sys
import types
from dataclasses import replace

import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import nn

import schematic
from schematic.emit.model_source import write_program
from schematic.program import plan
from schematic.program.ops import Loop, Op, Program, one_by_one
from schematic.program.passes.roll import roll
from schematic.program.plan import PASSES, lowered
from schematic.program.runs import FEWEST

CHAIN = """
model Chain
let T = {T}
visible x    : real[2] ~ data
latent  z[t] : real[2] for t in 1..T-1
latent  z[T] : real[2] ~ Normal(0, 1)
z[1]   ->  x      ~ Normal(U{one}[θ], 0.5)
z[t]   ->  z[t-1] ~ Normal(U{each}[θ], 0.5) for t in 2..T
x      ..> z[1]   ~ Normal(scale(0.8)[frozen], 0.6)
z[t-1] ..> z[t]   ~ Normal(scale(0.8)[frozen], 0.6) for t in 2..T
net U{each} = mlp(3){over}
"""
SERIES = """
model Series
let T = {T}
visible x[t] : real[3] ~ data for t in 1..T
latent  z[0] : real[2] ~ Normal(0, 1)
latent  z[t] : {kind} for t in 1..T
z[t-1]       ->  z[t] ~ P[θ] for t in 1..T
z[t]         ->  x[t] ~ U{each}[θ] for t in 1..T
x[1]         ..> z[0] ~ A[η]
x[t], z[t-1] ..> z[t] ~ E[η] for t in 1..T
net U{each} = mlp(3){over}
net E = mlp(3)
"""
LADDER = """
model Ladder
let T = {T}
visible x    : binary[3] ~ data
latent  z[t] : binary[2] for t in 1..T-1
latent  z[T] : binary[2] ~ Bernoulli
z[1]   ->  x      ~ G[θ]
z[t]   ->  z[t-1] ~ U{each}[θ] for t in 2..T
x      ..> z[1]   ~ A[η]
z[t-1] ..> z[t]   ~ E[η] for t in 2..T
net U{each} = mlp(3){over}
train wake-sleep
"""
SPECS = {"chain": (CHAIN, {}), "series": (SERIES, {"kind": "real[2]"}), "ladder": (LADDER, {})}


def program_of(name: str, T: int, *, apart: bool = True) -> Program:
    text, words = SPECS[name]
    net = {"each": "[t]", "one": "[1]", "over": " for t in 1..T"} if apart else {}
    text = text.format(T=T, **{"each": "", "one": "", "over": "", **words, **net})
    return plan(schematic.parse(text.strip()).objective)


def written_out(program: Program) -> Program:
    """The same program without a loop."""

    def flat(part: object) -> object:
        return replace(part, ops=tuple(one_by_one(part.ops)))  # type: ignore[type-var, attr-defined]

    return replace(
        program,
        shared=tuple(one_by_one(program.shared)),
        sections=tuple(map(flat, program.sections)),
        samples=tuple(map(flat, program.samples)),
        infers=tuple(map(flat, program.infers)),
        reconstructs=tuple(map(flat, program.reconstructs)),
    )


def before_loops(program: Program) -> Program:
    """The program of the same objective, as it is before loops are made."""
    before = lowered(program.objective, frozenset())
    for each in itertools.takewhile(lambda each: each is not roll, PASSES):
        before = each(before)
    return before


def model_of(program: Program, *, name: str) -> nn.Module:
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(write_program(program), f"{name}.py", "exec"), module.__dict__)
    torch.manual_seed(0)
    made = getattr(module, program.schematic.name)()
    assert isinstance(made, nn.Module)
    return made.double()


def loops(ops: tuple[Op, ...]) -> list[Loop]:
    return [op for op in ops if isinstance(op, Loop)]


@pytest.mark.parametrize("name", SPECS)
def test_long_plates_are_loops_and_short_ones_are_not(name: str) -> None:
    long, short = program_of(name, FEWEST + 2), program_of(name, FEWEST - 1)
    assert loops(long.shared)
    assert all(loops(section.ops) for section in long.sections if name != "ladder")
    assert written_out(short) == short


@given(st.sampled_from(sorted(SPECS)), st.integers(FEWEST, 28), st.booleans())
@example("series", 2 * FEWEST + 2, False)
@example("chain", FEWEST, False)
@settings(max_examples=4, deadline=None)
def test_a_model_with_loops_computes_what_it_computes_without(
    name: str, T: int, apart: bool
) -> None:
    program = program_of(name, T, apart=apart)
    looped = model_of(program, name="looped")
    flat = model_of(written_out(program), name="flat")
    assert list(looped.state_dict()) == list(flat.state_dict())
    assert looped.nets == flat.nets
    flat.load_state_dict(looped.state_dict())
    nodes = [node for node in program.schematic.nodes.values() if node.is_data]
    batch = {node.name: torch.rand(4, *(node.space.shape or ())).double() for node in nodes}
    found = []
    for model in (looped, flat):
        torch.manual_seed(1)
        terms = model.terms(batch)  # type: ignore[operator]
        losses = model.losses(batch)  # type: ignore[operator]
        for loss in losses.values():
            loss.backward()
        torch.manual_seed(2)
        samples = model.sample(3)  # type: ignore[operator]
        values = {**batch, **{f"z_{t}": torch.ones(4, 2).double() for t in range(T + 1)}}
        inferred = []
        for recipe in program.infers[:: max(1, T // 6)]:
            given_ = {name: values[name] for name in recipe.needs}
            inferred.append(model.infer(recipe.target, **given_))  # type: ignore[operator]
        found.append((terms, losses, samples, inferred))
    torch.testing.assert_close(*found, rtol=1e-12, atol=0)
    for one, two in zip(looped.parameters(), flat.parameters(), strict=True):
        torch.testing.assert_close(one.grad, two.grad, rtol=1e-12, atol=1e-15)


@given(st.sampled_from(sorted(SPECS)), st.integers(2, 20), st.booleans())
@settings(max_examples=5, deadline=None)
def test_written_out_a_program_with_loops_is_the_one_before(name: str, T: int, apart: bool) -> None:
    rolled = program_of(name, T, apart=apart)
    assert written_out(rolled) == before_loops(rolled)
    assert roll(rolled) == rolled


def test_names_with_an_index_may_be_the_names_of_other_things() -> None:
    """A node that is called like the index, or like the dictionary of the copies."""
    text = CHAIN.format(T=20, each="[t]", one="[1]", over=" for t in 1..T").strip()
    text = text.replace("visible x ", "latent t : real[2] ~ Normal(0, 1)\nvisible x ")
    text = text.replace("z[1]   ->  x ", "z[1], t -> x ") + "\nx ..> t ~ C[θ]\n"
    program = plan(schematic.parse(text).objective)
    assert loops(program.shared)
    looped, flat = model_of(program, name="a"), model_of(written_out(program), name="b")
    batch = {"x": torch.rand(4, 2).double()}
    found = []
    for model in (looped, flat):
        torch.manual_seed(1)
        found.append(model.losses(batch))  # type: ignore[operator]
    torch.testing.assert_close(*found)


BY_HAND = """
visible x_{t} : real[1] ~ data
latent z_{t} : real[1] ~ Normal(0, 1)
z_{t} -> x_{t} ~ G[θ]
x_{t} ..> z_{t} ~ E[η]
"""
PICKED = """
visible x_{t} : real[1] ~ data by y
latent z_{t} : real[1]
x_{t} ..|> z_{t} = E[η]
z_{t} -!> y ~ D[φ]
"""


@pytest.mark.parametrize(
    ("text", "head"), [(BY_HAND, ""), (PICKED, "indicator y : {fake, real}\n")]
)
def test_columns_without_a_time_axis_are_read_in_a_loop(text: str, head: str) -> None:
    """Data that are numbered by hand, or that an indicator picks, have no array for all steps."""
    turns = range(1, FEWEST + 3)
    lines = head + "".join(text.strip().format(t=t) + "\n" for t in turns)
    program = plan(schematic.parse(lines).objective)
    assert loops(program.shared)
    looped, flat = model_of(program, name="looped"), model_of(written_out(program), name="flat")
    flat.load_state_dict(looped.state_dict())
    column = torch.rand(4, 1).double()
    sides = {"fake": column, "real": 2 * column} if head else column
    batch = {f"x_{t}": sides for t in turns}
    found = []
    for model in (looped, flat):
        torch.manual_seed(1)
        found.append(model.losses(batch))  # type: ignore[operator]
    torch.testing.assert_close(*found)


@pytest.mark.parametrize("digits", ["0123456789", "٠١٢٣٤٥٦٧٨٩"], ids=["zeros", "Arabic"])
def test_numbers_that_no_index_makes_stay_as_they_are(digits: str) -> None:
    """`x_01` is not x at 1, and neither is a number in other digits than those of Python."""
    names = [f"{t:02}".translate(str.maketrans("0123456789", digits)) for t in range(1, 31)]
    program = plan(schematic.parse("".join(BY_HAND.format(t=t) for t in names)).objective)
    assert written_out(program) == before_loops(program)
    model = model_of(program, name="numbered")
    batch = {f"x_{t}": torch.rand(4, 1).double() for t in names}
    assert list(model.draw(batch))[: len(names)] == list(batch)  # type: ignore[operator]
