"""`python -m benchmarks`: prove, time, and write a table and a picture."""

from __future__ import annotations

import argparse
import importlib
import platform
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import torch

from benchmarks import front, loop, plain, tuned
from benchmarks.cases import SIZES, Case, case_of, compiled
from benchmarks.contest import Contestant, compete, prove
from benchmarks.report import Result, figures, plot, table

PEERS = ("pixyz", "pyro", "pythae")


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks that are asked for."""
    options = _options().parse_args(arguments)
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    names = options.only.split(",") if options.only else list(SIZES)
    if unknown := set(names) - SIZES.keys():
        print(f"no such model: {', '.join(sorted(unknown))}; there are {', '.join(SIZES)}")
        return 2
    rounds = 3 if options.quick else options.rounds
    modules = [plain, tuned, *_peers()]
    results = []
    for name in names:
        for size in ("small",) if options.quick else ("small", "big"):
            results.append(_contest(case_of(name, SIZES[name][size]), size, modules, rounds))
            print(table(results[-1:]).splitlines()[-1], flush=True)
    sections = [_about(rounds), table(results)]
    if not options.only:
        sections += _others(quick=options.quick)
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n".join(sections)
    (folder / "table.md").write_text(text, encoding="utf-8")
    plot(results, folder / "speed.png")
    print(f"\n{text}\nwritten: {folder / 'table.md'}, {folder / 'speed.png'}")
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", help="these models alone, such as vae,gan")
    parser.add_argument("--rounds", type=int, default=15, help="rounds of each contest")
    parser.add_argument("--quick", action="store_true", help="small nets, three rounds")
    parser.add_argument("--out", default="runs/bench", help="where the table and picture go")
    return parser


def _peers() -> Iterator[object]:
    """The modules of the packages that are installed."""
    for peer in PEERS:
        try:
            yield importlib.import_module(f"benchmarks.with_{peer}")
        except ModuleNotFoundError as error:
            print(f"without {peer}: {error}", file=sys.stderr)


def _contest(case: Case, size: str, modules: list[object], rounds: int) -> Result:
    def others() -> list[Contestant]:
        scripts = [module.SCRIPTS for module in modules]  # type: ignore[attr-defined]
        return [made[case.name](case) for made in scripts if case.name in made]

    prove(compiled(case), others(), case.noises)
    return Result(case.name, size, tuple(compete([compiled(case), *others()], rounds)))


def _about(rounds: int) -> str:
    return (
        f"torch {torch.__version__}, Python {platform.python_version()}, one thread, "
        f"{rounds} rounds; medians of per-round ratios (quartiles); the smaller, the faster we are."
        "\n"
    )


def _others(*, quick: bool) -> Iterator[str]:
    yield figures("Compiler, warm, the slowest spec of the zoo", front.stages(2 if quick else 10))
    yield figures("Commands from cold, processor time", front.cold(2 if quick else 7))
    largest, patience = (1_000, 5.0) if quick else (100_000, 60.0)
    yield figures("Parse and check", front.graphs(largest, patience))
    training = loop.overhead(300, 2) if quick else loop.overhead(3_000, 3)
    yield figures("Training", training | loop.feeding(10_000, 784, 128) | loop.memory())


if __name__ == "__main__":
    sys.exit(main())
