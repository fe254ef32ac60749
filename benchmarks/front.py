"""The front half and the compiler: stages, commands from cold, throughput, large graphs."""

from __future__ import annotations

import gc
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence

from benchmarks.contest import timed
from schematic.checks import check
from schematic.diagnostics import Source
from schematic.emit.model_source import write_program
from schematic.graph import elaborate
from schematic.objective.rule import derive
from schematic.pipeline import examine, load
from schematic.program import plan
from schematic.resources import zoo
from schematic.syntax.parse import parse, read

SHAPES = {"x": (1, 28, 28)}
COMMANDS: Mapping[str, str] = {
    "bare Python": "-c pass",
    "import torch": "-c import\xa0torch",
    "check": "check {spec}",
    "fmt": "fmt --check {spec}",
    "render": "render {spec} -o {out}/m.svg",
    "derive": "derive {spec}",
    "verify": "verify {spec}",
    "rewrite": "rewrite gan add\xa0code\xa0z",
    "equal": "equal gan gan",
    "path": "path gan infogan",
    "atlas": "atlas gan --depth 1",
    "explain": "explain SGM101",
    "zoo": "zoo",
    "new": "new {out}/n{number}.sgm",
    "compile": "compile {spec} --shape x=64 -o {out}/m.py",
    "train, one step": "train {spec} --data digits --steps 1 --force --out {out}/run",
    "sample": "sample {out}/run -n 16",
    "evaluate": "evaluate {out}/run",
}


def stages(repeats: int) -> dict[str, str]:
    """Milliseconds of each stage for the slowest spec of the zoo, warm."""
    import schematic

    found: dict[str, dict[str, float]] = {}
    for name, path in zoo().items():
        source = read(path)
        shapes = {"z": (2,)} if name == "ada" else SHAPES
        tree, _ = parse(source)
        spec = load(path, shapes=shapes)
        objective = derive(spec)
        program = plan(objective, ())
        found[name] = {
            "parse": timed(lambda s=source: parse(s), repeats),
            "elaborate": timed(lambda t=tree, s=shapes: elaborate(t, None, s), repeats),
            "check": timed(lambda s=spec: check(s), repeats),
            "derive": timed(lambda s=spec: derive(s), repeats),
            "plan": timed(lambda o=objective: plan(o, ()), repeats),
            "write source": timed(lambda p=program: write_program(p), repeats),
            "all, text to module": timed(
                lambda p=path, s=shapes: schematic.compile(load(p, shapes=s)), repeats
            ),
        }
    rows = {}
    for stage in next(iter(found.values())):
        slowest = max(found, key=lambda name: found[name][stage])
        rows[stage] = f"{found[slowest][stage] * 1e3:.1f} ms ({slowest})"
    return rows


def cold(rounds: int) -> dict[str, str]:
    """Milliseconds of processor time of each command in a new process, in shuffled rounds."""
    order, shuffle = list(COMMANDS), random.Random(0)
    found: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as out:
        for number in range(rounds + 1):
            for name in order:
                text = COMMANDS[name].format(spec=zoo()["vae"], out=out, number=number)
                words = [word.replace("\xa0", " ") for word in text.split(" ")]
                package = [] if words[0] == "-c" else ["-m", "schematic"]
                seconds = _child_seconds([sys.executable, *package, *words])
                if number:  # the first round, in order, fills all caches and makes the run
                    found[name].append(seconds)
            shuffle.shuffle(order)
    return {name: f"{statistics.median(times) * 1e3:.0f} ms" for name, times in found.items()}


def _child_seconds(command: Sequence[str]) -> float:
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def chains(nodes: int) -> str:
    """A hierarchical VAE with this many layers: three statements a node."""
    rows = ["model Deep", "visible x0 : real[4] ~ data"]
    for i in range(1, nodes):
        law = " ~ Normal(0, 1)" if i == nodes - 1 else ""
        rows.append(f"latent x{i} : real[4]{law}")
        rows.append(f"x{i} -> x{i - 1} ~ Normal(G{i}[θ], 1)")
        rows.append(f"x{i - 1} ..> x{i} ~ E{i}[η]")
    return "\n".join(rows) + "\n"


def pairs(nodes: int) -> str:
    """As many VAEs beside one another, of two nodes each: two statements a node."""
    rows = ["model Wide"]
    for i in range(nodes // 2):
        rows.append(f"visible x{i} : real[4] ~ data")
        rows.append(f"latent z{i} : real[2] ~ Normal(0, 1)")
        rows.append(f"z{i} -> x{i} ~ Normal(G{i}[θ], 1)")
        rows.append(f"x{i} ..> z{i} ~ E{i}[η]")
    return "\n".join(rows) + "\n"


def _median_seconds(source: Source, times: int) -> float:
    """The median seconds that it takes to examine a source without faults."""
    found = []
    for _ in range(times):
        begin = time.process_time()
        result = examine(source)
        found.append(time.process_time() - begin)
        assert not result.errors, result.errors[:1]
        del result
    return statistics.median(found)


def graphs(largest: int, patience: float) -> dict[str, str]:
    """Seconds to parse and check graphs, each ten times the last, until one would take too long."""
    rows: dict[str, str] = {}
    for shape, make in (("deep", chains), ("wide", pairs)):
        nodes, seconds, expected = 10, 0.0, 0.0
        while nodes <= largest and expected < patience:
            source = Source.of(f"{shape}.sgm", make(nodes))
            gc.collect()
            before, seconds = seconds, _median_seconds(source, 1 if nodes > 1_000 else 7)
            statements = source.text.count("\n")
            rows[f"{shape}, {nodes:,} nodes, {statements:,} statements"] = (
                f"{seconds:.3g} s, {statements / seconds:,.0f} statements a second"
            )
            nodes, expected = nodes * 10, seconds * (seconds / before if before else 10)
    return rows
