"""Program → Program: the prices of both sides of a game become one call of a kernel.

Two prices of one arrow whose logits are the two parts of one stack become one call of the price's
fused kernel on the stack.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from schematic.prices import PRICES
from schematic.prices._price import Price as AdversarialPrice
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
    reads,
    with_takes,
)


def fuse_verdicts(program: Program) -> Program:
    """The program with one kernel for both prices of a game, wherever there is one."""
    return with_takes(replace(program, sections=tuple(map(_section, program.sections))))


def _section(section: Section) -> Section:
    for split in [op for op in section.ops if isinstance(op, Split) and len(op.names) == 2]:
        section = _fused(section, split) or section
    return section


def _fused(section: Section, split: Split) -> Section | None:
    """The section with one call for both parts of a split, if they are priced and no more."""
    prices = [op for op in section.ops if isinstance(op, Price) and op.logit in split.names]
    prices.sort(key=lambda price: split.names.index(price.logit))
    paid = [s for s in section.summands if s.value in {price.name for price in prices}]
    if len(prices) != 2 or not _are_both_sides(prices, paid) or _is_read(section, split, prices):
        return None
    price = PRICES[prices[0].price]
    kernel = price.fused if isinstance(price, AdversarialPrice) else None
    if kernel is None:
        return None
    first = Length(split.lengths[0]) if split.lengths else Length(split.value, parts=2)
    call = Call(
        prices[0].name,
        kernel,
        (Use(split.value), first),
        Form.SCALAR,
        (("y", int(prices[0].says_real)),),
    )
    whole = replace(
        paid[0],
        coefficient=2 * paid[0].coefficient,
        value=call.name,
        reduction=Reduction.NONE,
    )
    return replace(
        section,
        ops=tuple(_replaced(section.ops, split, prices, call)),
        summands=tuple(whole if s is paid[0] else s for s in section.summands if s is not paid[1]),
    )


def _are_both_sides(prices: Sequence[Price], paid: Sequence[Summand]) -> bool:
    """Whether both sides of one game are priced as φ pays for them, each once."""
    if len(paid) != 2 or any(summand.weight for summand in paid):
        return False
    if not all(_is_phis(price) for price in prices):
        return False
    labels = {(summand.label, summand.coefficient) for summand in paid}
    names = {price.price for price in prices}
    return len(labels) == len(names) == 1 and {p.says_real for p in prices} == {True, False}


def _is_phis(price: Price) -> bool:
    """Whether a price is what φ pays for an example of the side that the logit should say."""
    row = PRICES[price.price]
    if not isinstance(row, AdversarialPrice):
        return False
    return price.expression == row.of(int(price.says_real), reverse=False)


def _is_read(section: Section, split: Split, prices: Sequence[Price]) -> bool:
    """Whether anything but the prices reads a part of the split, or but the loss a price."""
    others = [op for op in section.ops if op not in prices]
    parts = (*others, *section.summands)
    inside = {*split.names}
    if any(inside & reads(part) for part in parts):
        return True
    return any({price.name for price in prices} & reads(op) for op in others)


def _replaced(ops: Sequence[Op], split: Split, prices: Sequence[Price], call: Call) -> Iterator[Op]:
    for op in ops:
        if op == split:
            yield call
        elif op not in prices:
            yield op
