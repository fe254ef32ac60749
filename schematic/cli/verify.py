"""Specs → receipts, on standard output: the `verify` command."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from schematic.cli.inputs import accept_file, add_file, add_settings
from schematic.cli.numbers import whole
from schematic.ranges import NATURAL, SEED

if TYPE_CHECKING:
    from schematic.verify import Receipt

DESCRIPTION = """Compare losses and gradients with the formulas of the papers, by exact enumeration.

The schematic is made small, and its derived objective and its emitted code are enumerated in
float64, at random tables and weights. The receipt has a row for each identity: its source, the
largest deviation and whether that passes. A pass holds in these finite worlds; it says nothing of
how training ends. The exit status is 1 if a row fails, or if the schematic is too
large to compare any loss."""

DRAWS = 12_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `verify`."""
    add_file(parser, many=True)
    add_settings(parser)
    parser.add_argument(
        "--seed", type=whole(SEED), default=0, help="of tables, modules and noise; default: 0"
    )
    parser.add_argument(
        "--draws",
        type=whole(NATURAL),
        default=DRAWS,
        help=f"examples that the z-tests average, 0 for no z-tests; default: {DRAWS}",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(options: argparse.Namespace) -> int:
    """Verify every spec, and print its receipt as soon as it is there."""
    receipts: list[Receipt] = []
    for name in options.file:
        receipt = _receipt(name, options)
        if options.format == "text":
            _print_text(receipt, is_first=not receipts)
        receipts.append(receipt)
    if options.format == "json":
        _print_json(receipts)
    return 0 if all(receipt.passed for receipt in receipts) else 1


def _receipt(name: str, options: argparse.Namespace) -> Receipt:
    from schematic.verify import verify

    schematic = accept_file(name, options)
    return verify(schematic, seed=options.seed, draws=options.draws)


def _print_text(receipt: Receipt, *, is_first: bool) -> None:
    from schematic.verify import write_text

    print(write_text(receipt) if is_first else f"\n\n{write_text(receipt)}", flush=True)


def _print_json(receipts: list[Receipt]) -> None:
    from schematic.verify import write_json

    objects = [json.loads(write_json(receipt)) for receipt in receipts]
    print(json.dumps(objects, ensure_ascii=False, indent=2))
