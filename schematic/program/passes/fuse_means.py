"""Program → Program: a density and its mean over the batch become one call of a kernel.

A kernel `f` gives a value an example. Where `f_mean` exists and nothing else reads the value, the
sum over elements and the mean over the batch are taken in one step, which is faster.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from schematic.program.library import kernels
from schematic.program.ops import Call, Form, Op, Program, Reduction, Section, Summand, reads


def fuse_means(program: Program) -> Program:
    """The program with fused kernels."""
    return replace(program, sections=tuple(map(_section, program.sections)))


def _section(section: Section) -> Section:
    readers = Counter(name for part in (*section.ops, *section.summands) for name in reads(part))
    plain = {s.value for s in section.summands if _is_plain_mean(s) and readers[s.value] == 1}
    scalars = {
        op.name
        for op in section.ops
        if isinstance(op, Call) and op.name in plain and _fused(op.kernel) in kernels().definitions
    }
    return replace(
        section,
        ops=tuple(_with_mean(op, scalars) for op in section.ops),
        summands=tuple(_reduced(summand, scalars) for summand in section.summands),
    )


def _is_plain_mean(summand: Summand) -> bool:
    return summand.weight is None and summand.reduction is Reduction.MEAN


def _with_mean(op: Op, scalars: set[str]) -> Op:
    if isinstance(op, Call) and op.name in scalars:
        return replace(op, kernel=_fused(op.kernel), form=Form.SCALAR)
    return op


def _fused(kernel: str) -> str:
    """The kernel that takes the mean too."""
    return f"{kernel}_mean"


def _reduced(summand: Summand, scalars: set[str]) -> Summand:
    if summand.value not in scalars:
        return summand
    return replace(summand, reduction=Reduction.NONE)
