"""Operations as text, one a line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schematic.expressions import softplus
from schematic.prices._price import LOGIT
from schematic.program.indexed import Row
from schematic.program.listing import PRINTERS, write_text
from schematic.program.ops import (
    Call,
    Enumerate,
    Evaluate,
    Fetch,
    Form,
    Length,
    Loop,
    Mean,
    Op,
    Price,
    Prior,
    Sample,
    Share,
    Slope,
    Split,
    Stack,
    Stacked,
    Use,
    Weigh,
)
from tests.golden import check_golden
from tests.model.programs import PROGRAMS
from tests.program.goldens import GOLDEN
from tests.program.specs import planned

X, Z = Use("x"), Use("z")
BOTH = Stacked((X, Use("x_fake", detached=True)))


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs(name: str) -> None:
    check_golden(GOLDEN / f"{name}.txt", write_text(planned(name)) + "\n")


@pytest.mark.parametrize(
    ("op", "value", "notes"),
    [
        (Fetch("x", "x", None, False), "batch x", ""),
        (Fetch("x", "x", "source", True), "batch x where source", "thresholded at ½"),
        (Evaluate(("a",), "G", (Z, X), 1), "G(z, x)", ""),
        (
            Evaluate(("a", "b"), "Q", (BOTH,), -1, "D", ("D",)),
            "Q on D(x ⧺ x_fake.detach)",
            "split along -1, frozen D",
        ),
        (Evaluate(("a",), "G", (Z,), 1, no_grad=True), "G(z)", "no gradient"),
        (
            Prior("z", "normal_prior", (4,), (0.0, 1.0), "x", "x", ("z_prior", "z")),
            "prior normal_prior([len x, 4], 0, 1)",
            "noise z_prior or z",
        ),
        (
            Prior("z", "normal_prior", (), (0.5,), "n", "like", ("z",)),
            "prior normal_prior([n], 0.5)",
            "noise z",
        ),
        (
            Sample("z", "normal_draw", (Use("m", copies=3), 1.0), (("z",), ("w", "z")), True, 3),
            "sample normal_draw(3 × m, 1)",
            "noise z; w or z, 3 an example, no gradient",
        ),
        (
            Sample("z", "f", (X,), (("z",),), share=Share("share_normal", (2, 3))),
            "sample f(x)",
            "noise z, shared 2 × 3",
        ),
        (
            Enumerate("c", "every_class", Use("l", copies=2), "c", 3),
            "enumerate every_class(2 × l)",
            "3 values an example",
        ),
        (Mean("x", "torch.sigmoid", (X,)), "torch.sigmoid(x)", ""),
        (Mean("x", None, (X,), True), "x", "no gradient"),
        (Stack("b", (X, Z)), "x ⧺ z", ""),
        (Split(("x", "_"), "b", ("x", "z")), "split b in len x, len z", ""),
        (Split(("x", "_"), "b", ()), "split b in equal parts", ""),
        (Weigh("w", "D", (X,)), "σ(D(x))", "no gradient"),
        (Call("k", "normal_kl", (X, 1.0)), "normal_kl(x, 1)", ""),
        (
            Call("k", "both", (X, Length("x", 2)), Form.SCALAR, (("y", 1),)),
            "both(x, len x / 2, y=1)",
            "scalar",
        ),
        (Call("k", "both", (Length("x"),)), "both(len x)", ""),
        (Price("p", softplus(-LOGIT), "d_x", "log", True), "softplus(−d_x)", "price log"),
        (
            Slope("s", "D", (X, Use("c")), (Z, Use("c")), Use("y_mix"), (0, 3)),
            "slope D(x, c … z, c; at y_mix)",
            "",
        ),
        (Call("k", "f", (Use("c", classes=3),)), "f(one_hot(c, 3))", ""),
    ],
)  # fmt: skip
def test_operations(op: Op, value: str, notes: str) -> None:
    found, *rest = PRINTERS[type(op)](op)
    assert found == value
    assert ", ".join(filter(None, rest)) == notes


def test_bound_nets_are_named() -> None:
    lines = write_text(planned("gan", bound=("G", "D"))).splitlines()
    assert lines[:2] == ["program gan", "bound D, G"]
    assert not write_text(planned("gan")).splitlines()[1]


def test_a_player_and_its_summands() -> None:
    lines = write_text(planned("aavae")).splitlines()
    takes = planned("aavae").sections[0].takes
    assert f"φ takes {', '.join(takes)}" in lines
    summand = next(line for line in lines if "kl_z)" in line and "minimises" in line)
    assert summand.split() == [
        "minimises", "1", "mean(weight_x_both", "·", "kl_z)", '"KL(q(z|x)', "‖", 'p(z))"',
    ]  # fmt: skip


def test_a_loop_is_a_line_over_others() -> None:
    each = Sample("z_{t}", "draw", (Use("z_{t-1}"), Row((0.5, 0.25), range(1, 3))), (("z_{t}",),))
    program = replace(planned("vae"), shared=(Loop(range(1, 3), (each,)),))
    first, second = write_text(program).split("shared\n")[1].splitlines()[:2]
    assert first == "  for t in 1..2"
    assert second.split() == [
        "z_{t}", "=", "sample", "draw(z_{t-1},", "[0.5,", "…,", "0.25])", "noise", "z_{t}",
    ]  # fmt: skip


def test_a_player_that_takes_nothing_says_so() -> None:
    program = planned("vae")
    bare = replace(program.sections[0], takes=())
    assert "θ,η takes nothing" in write_text(replace(program, sections=(bare,)))


def test_recipes() -> None:
    lines = write_text(planned("cgan")).splitlines()
    assert "sample x of c" in lines
    assert "infer x of z, c" in lines
    assert "  returns x_out" in lines
    assert "sample x" in write_text(planned("gan")).splitlines()
