"""A density and its mean in one kernel."""

from __future__ import annotations

from dataclasses import replace

from schematic.program.library import kernels
from schematic.program.ops import Call, Form, Program, Reduction, Summand, Use
from schematic.program.passes.fuse_means import fuse_means
from schematic.program.passes.stack import stack
from tests.objective.specs import spec
from tests.program.specs import of_kind, plain


def vae() -> Program:
    return plain(spec("vae"))


def last(program: Program) -> tuple[list[Call], tuple[Summand, ...]]:
    section = program.sections[-1]
    return of_kind(section.ops, Call), section.summands


def test_plain_means_become_fused_kernels() -> None:
    calls, summands = last(fuse_means(vae()))
    assert [(op.kernel, op.form) for op in calls] == [
        ("bernoulli_nll_mean", Form.SCALAR),
        ("normal_kl_mean", Form.SCALAR),
    ]
    assert {op.kernel for op in calls} <= kernels().definitions.keys()
    assert {summand.reduction for summand in summands} == {Reduction.NONE}


def changed(program: Program, summand: Summand, *more: Summand) -> Program:
    section = program.sections[-1]
    summands = (summand, *section.summands[1:], *more)
    return replace(program, sections=(replace(section, summands=summands),))


def test_a_weight_an_example_keeps_examples() -> None:
    program = vae()
    weighed = replace(program.sections[-1].summands[0], weight=Use("x"))
    calls, summands = last(fuse_means(changed(program, weighed)))
    assert [op.kernel for op in calls] == ["bernoulli_nll", "normal_kl_mean"]
    assert summands[0] == weighed


def test_a_value_that_is_read_twice_is_not_fused() -> None:
    program = vae()
    first = program.sections[-1].summands[0]
    calls, _ = last(fuse_means(changed(program, first, first)))
    assert [op.kernel for op in calls] == ["bernoulli_nll", "normal_kl_mean"]


def test_a_kernel_without_a_mean_stays_as_it_is() -> None:
    program = vae()
    section = program.sections[-1]
    ops = tuple(replace(op, kernel="nobody") if isinstance(op, Call) else op for op in section.ops)
    strange = replace(program, sections=(replace(section, ops=ops),))
    assert fuse_means(strange) == strange


def test_fusing_twice_changes_nothing() -> None:
    once = fuse_means(vae())
    assert fuse_means(once) == once


def test_weighed_densities_stay_examples() -> None:
    section = fuse_means(stack(plain(spec("aavae")))).sections[-1]
    assert all(s.weight is not None and s.reduction is Reduction.MEAN for s in section.summands)
