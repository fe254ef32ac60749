"""`python -m benchmarks`: prove, time, and write a table and a picture."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import re
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import nn

from benchmarks import explicit, front, loop, parts, plain, tuned
from benchmarks.cases import SIZES, Case, case_of, compiled, fast
from benchmarks.contest import (
    ROUNDING,
    ROUNDING_OF_NORMS,
    Clock,
    Contestant,
    compete,
    prove,
    prove_by_seed,
)
from benchmarks.floors import floor
from benchmarks.memory import peak
from benchmarks.report import Result, below, figures, memory, plot, table

PEERS = ("pixyz", "pyro", "pythae")
DOCS = Path(__file__).parents[1] / "docs"
MEASURED = re.compile(r"(<!-- measured -->\n).*(<!-- end -->\n)", re.DOTALL)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks that are asked for."""
    options = _options().parse_args(arguments)
    torch.set_num_threads(options.threads)
    clock = time.process_time if options.threads == 1 else time.perf_counter
    warnings.simplefilter("ignore")
    os.environ.setdefault("KINETO_LOG_LEVEL", "99")  # the profiler says nothing of itself
    names = options.only.split(",") if options.only else list(SIZES)
    if unknown := set(names) - SIZES.keys():
        print(f"no such model: {', '.join(sorted(unknown))}; there are {', '.join(SIZES)}")
        return 2
    rounds = 3 if options.quick else options.rounds
    modules = [plain, tuned, explicit, *_peers()]
    results = []
    with tempfile.TemporaryDirectory() as cache:
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = cache  # so that compiling is from cold
        for name in names:
            for size in list(SIZES[name])[: 1 if options.quick else None]:
                results.append(_contest(name, size, modules, rounds, clock))
                print(table(results[-1:]).splitlines()[-1], flush=True)
                print(below(results[-1:]).splitlines()[-1], flush=True)
    sections = [_about(rounds, options.threads), table(results), BELOW, below(results)]
    sections += [MEMORY, memory([result for result in results if result.size != "small"])]
    if not options.only:
        sections += _others(quick=options.quick)
    text = "\n".join(sections)
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "table.md").write_text(text, encoding="utf-8")
    plot(results, folder / "speed.svg")
    print(f"\n{text}\nwritten: {folder / 'table.md'}, {folder / 'speed.svg'}")
    if options.publish:
        page = DOCS / "performance.md"
        whole = page.read_text("utf-8")
        page.write_text(MEASURED.sub(lambda m: m[1] + text + m[2], whole), encoding="utf-8")
        plot(results, DOCS / "pictures" / "speed.svg")
    return 0


BELOW = (
    "In units of the plain script: the compiled step, the same under `--fast`, derivatives written "
    "by hand, and the kernels alone; then `--fast` against eager, and how long compiling takes.\n"
)
MEMORY = (
    "The most memory that the tensors of a step take at once, beside parameters and averages, in "
    "MiB.\n"
)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", help="these models alone, such as vae,gan")
    parser.add_argument("--rounds", type=int, default=15, help="rounds of each contest")
    parser.add_argument("--quick", action="store_true", help="small nets, three rounds")
    parser.add_argument("--threads", type=int, default=1, help="more than one: by the wall clock")
    parser.add_argument("--publish", action="store_true", help="write the results into docs/ too")
    parser.add_argument("--out", default="runs/bench", help="where the table and picture go")
    return parser


def _peers() -> Iterator[object]:
    """The modules of the packages that are installed."""
    for peer in PEERS:
        try:
            yield importlib.import_module(f"benchmarks.with_{peer}")
        except ModuleNotFoundError as error:
            print(f"without {peer}: {error}", file=sys.stderr)


def _contest(name: str, size: str, modules: list[object], rounds: int, clock: Clock) -> Result:
    def others(case: Case) -> list[Contestant]:
        scripts = [module.SCRIPTS for module in modules]  # type: ignore[attr-defined]
        return [made[name](case) for made in scripts if name in made]

    torch.set_default_dtype(torch.float64)
    exact = case_of(name, SIZES[name][size])
    prove(compiled(exact), others(exact), exact.noises)
    torch.set_default_dtype(torch.float32)
    case = case_of(name, SIZES[name][size])
    quick, begin = fast(case), time.perf_counter()
    has_norms = any(isinstance(each, nn.BatchNorm2d) for each in case.compile().modules())
    rtol = ROUNDING_OF_NORMS if has_norms else ROUNDING
    prove_by_seed(compiled(case), quick, rtol=rtol)
    compiling = time.perf_counter() - begin
    contestants = [compiled(case), quick, *others(case)]
    timings = {t.name: t for t in compete(contestants, rounds, clock)}
    held = {contestant.name: peak(contestant) for contestant in contestants}
    return Result(name, size, timings, floor(case, clock), compiling, held)


def _about(rounds: int, threads: int) -> str:
    many = "one thread" if threads == 1 else f"{threads} threads"
    return (
        f"torch {torch.__version__}, Python {platform.python_version()}, {many}, "
        f"{rounds} rounds; medians of per-round ratios (quartiles); the smaller, the faster we are."
        "\n"
    )


def _others(*, quick: bool) -> Iterator[str]:
    yield figures("A step of the small GAN", parts.parts())
    yield figures("Compiler, warm, the slowest spec of the zoo", front.stages(2 if quick else 10))
    yield figures("Commands from cold, processor time", front.cold(2 if quick else 7))
    largest, patience = (1_000, 5.0) if quick else (100_000, 60.0)
    yield figures("Parse and check", front.graphs(largest, patience))
    training = loop.overhead(300, 2) if quick else loop.overhead(3_000, 3)
    yield figures("Training", training | loop.feeding(10_000, 784, 128) | loop.memory())


if __name__ == "__main__":
    sys.exit(main())
