"""Both prices of a game in one kernel, where nothing else reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from schematic.prices import PRICES
from schematic.program.ops import (
    Call,
    Form,
    Length,
    Op,
    Price,
    Program,
    Reduction,
    Section,
    Split,
    Summand,
    Use,
)
from schematic.program.passes.fuse_verdicts import fuse_verdicts
from schematic.program.passes.stack import stack
from tests.objective.specs import spec
from tests.program.specs import of_kind, plain


def stacked(name: str) -> Program:
    return stack(plain(spec(name)))


def test_one_call_pays_for_both_sides() -> None:
    section = fuse_verdicts(stacked("gan")).sections[0]
    (call,) = of_kind(section.ops, Call)
    assert (call.form, call.options) == (Form.SCALAR, (("y", 1),))
    assert call.arguments == (Use("d_x_both"), Length("d_x_both", parts=2))
    assert of_kind(section.ops, Price) == []
    assert of_kind(section.ops, Split) == []
    (summand,) = section.summands
    assert summand == Summand("−log q(y|x)", 1.0, call.name, None, Reduction.NONE)


def test_where_sides_differ_in_length_the_first_one_is_told() -> None:
    section = fuse_verdicts(stacked("ada")).sections[0]
    (call,) = of_kind(section.ops, Call)
    assert call.arguments[1] == Length("z_source")


def test_a_fake_side_that_comes_first_is_priced_as_fake() -> None:
    program = stacked("gan")
    section = program.sections[0]
    ops = tuple(
        replace(
            op,
            says_real=not op.says_real,
            expression=PRICES["log"].of(int(not op.says_real), reverse=False),
        )
        if isinstance(op, Price)
        else op
        for op in section.ops
    )
    fused = fuse_verdicts(replace(program, sections=(replace(section, ops=ops),)))
    (call,) = of_kind(fused.sections[0].ops, Call)
    assert call.options == (("y", 0),)


def test_phi_of_another_game_with_these_prices_is_fused_too() -> None:
    for name in ("minimax_gan", "ratio_gan"):
        (call,) = of_kind(fuse_verdicts(stacked(name)).sections[0].ops, Call)
        assert call.kernel == "verdict_nll_mean"


def test_what_everyone_else_pays_in_a_zero_sum_game_is_not_what_phi_pays() -> None:
    phi, others = fuse_verdicts(stacked("dann")).sections
    assert len(of_kind(phi.ops, Price)) == 0
    assert len(of_kind(others.ops, Price)) == 2


@pytest.mark.parametrize("name", ["lsgan", "wgan_gp", "hinge_gan"])
def test_a_price_without_a_kernel_stays_as_it_is(name: str) -> None:
    program = stacked(name)
    assert fuse_verdicts(program) == program


def first_price(section: Section, **changes: object) -> tuple[Op, ...]:
    (price, *_) = of_kind(section.ops, Price)
    return tuple(replace(op, **changes) if op is price else op for op in section.ops)  # type: ignore[arg-type]


def first_summand(section: Section, **changes: object) -> tuple[Summand, ...]:
    first, *others = section.summands
    return (replace(first, **changes), *others)  # type: ignore[arg-type]


APART: dict[str, Callable[[Section], Section]] = {
    "one price alone": lambda s: replace(s, ops=tuple(o for o in s.ops if o is not prices(s)[0])),
    "two labels": lambda s: replace(s, summands=first_summand(s, label="another")),
    "two numbers": lambda s: replace(s, summands=first_summand(s, coefficient=2.0)),
    "a weight": lambda s: replace(s, summands=first_summand(s, weight=Use("x"))),
    "twice the same side": lambda s: replace(s, ops=first_price(s, says_real=False)),
    "two prices": lambda s: replace(s, ops=first_price(s, price="hinge")),
    "one side unpaid": lambda s: replace(s, summands=s.summands[1:]),
    "a logit that is read elsewhere": lambda s: replace(
        s, ops=(*s.ops, Call("more", "f", (Use(prices(s)[0].logit),)))
    ),
}


def prices(section: Section) -> list[Price]:
    return of_kind(section.ops, Price)


@pytest.mark.parametrize("why", APART)
def test_what_is_not_two_sides_of_one_game_stays_apart(why: str) -> None:
    program = stacked("gan")
    section = APART[why](program.sections[0])
    fused = fuse_verdicts(replace(program, sections=(section, *program.sections[1:])))
    assert of_kind(fused.sections[0].ops, Price) == prices(section)
    assert fused.sections[0].summands == section.summands


def test_a_summand_counts_what_it_replaces() -> None:
    before = plain(spec("gan"))
    after = fuse_verdicts(stack(before))
    coefficients = [sum(s.coefficient for s in p.sections[0].summands) for p in (before, after)]
    assert coefficients == [1.0, 1.0]
