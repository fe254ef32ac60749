"""Commands → docs/results.md's figures: what the zoo reaches on embedded data, three seeds each.

    python -m benchmarks.results            # everything; some minutes on two cores
    python -m benchmarks.results gan aae    # only these

Each row trains and evaluates by the commands it prints, in a folder of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

SEEDS = (0, 1, 2)


@dataclass(frozen=True)
class Row:
    """One experiment: what is trained on what, and which of its measures count.

    Attributes:
        name: of the row, for the command line.
        options: of `sgm train`.
        measures: names of results of `sgm evaluate`.
        edit: text of the spec and its replacement, or None.
        measured: options of `sgm evaluate`.
    """

    name: str
    options: tuple[str, ...]
    measures: tuple[str, ...]
    edit: tuple[str, str] | None = None
    measured: tuple[str, ...] = ()


BINARY = ("--data", "digits-binary")
TENTH = (*BINARY, "--fraction", "0.1")
BOUND = ("bound", "independent elements")
WEIGHTS, WEIGHED = ("--samples", "500"), ("bound, 500 weights",)
MODES = ("modes found", "samples on a mode")
INSIDE = (*MODES, "spread inside a mode", "in its narrowest direction")
LABELLED, ACCURACY = ("accuracy of t",), ("target accuracy of t",)
GIVEN = ("class-diffusion", "--data", "digits", "--steps", "6000")
THOUSAND = ("--samples", "1000", "--only", "samples-beside-data")
ROWS = (
    Row("ae", ("ae", "--data", "digits"), ("reconstruction error", "of PCA")),
    Row("vae", ("vae", *BINARY), BOUND),
    Row("aavae", ("aavae", *BINARY), BOUND),
    Row("vae-weighed", ("vae", *BINARY), WEIGHED, measured=WEIGHTS),
    Row("iwae", ("iwae", *BINARY), WEIGHED, ("samples = 5", "samples = 50"), WEIGHTS),
    Row("ssvae", ("ssvae", "--data", "digits", "--labels", "10", "--steps", "2000"), LABELLED),
    Row("vae-tenth", ("vae", *TENTH), BOUND),
    Row("aavae-tenth", ("aavae", *TENTH), BOUND),
    Row("gan", ("gan", "--data", "ring", "--batch", "256"), INSIDE),
    Row("diffusion", ("diffusion", "--data", "ring"), MODES),
    Row("flow", ("flow-matching", "--data", "ring"), MODES),
    Row("class-diffusion", GIVEN, ("samples recognised, classifier",), measured=THOUSAND),
    Row("infogan-code", ("infogan-code", "--data", "digits"), ("code c recovered",)),
    Row("aae", ("aae", "--data", "digits"), ("MMD² of z", "of its law")),
    Row("ada", ("ada",), ACCURACY),
    Row("source-only", ("ada",), ACCURACY, ("~ D[φ]", "~ D[φ] {weight = 0}")),
    Row("helmholtz", ("helmholtz", *BINARY), ("bound",)),
    Row("helmholtz-untrained", ("helmholtz", *BINARY, "--steps", "1"), ("bound",)),
)


def main() -> int:
    """Run the rows that are asked for, and print a line of the table each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("rows", nargs="*", help="names of rows; all without")
    wanted = parser.parse_args().rows
    print("| command | measure | seeds 0, 1, 2 |\n| --- | --- | --- |", flush=True)
    for row in ROWS:
        if not wanted or row.name in wanted:
            for line in _lines(row):
                print(line, flush=True)
    return 0


def _lines(row: Row) -> list[str]:
    found = [_run(row, seed) for seed in SEEDS]
    command = f"`sgm train {' '.join(row.options)}`"
    if row.edit:
        command += f" with `{row.edit[1]}`"
    if row.measured:
        command += f", `sgm evaluate {' '.join(row.measured)}`"
    names = [name for name in found[0] if name.strip() in row.measures]
    return [
        f"| {command} | {name.strip()} | {' / '.join(f'{r[name]:.4g}' for r in found)} |"
        for name in names
    ]


def _run(row: Row, seed: int) -> dict[str, float]:
    """Train and evaluate once: the measures by name."""
    with tempfile.TemporaryDirectory() as folder:
        spec, *options = row.options
        if row.edit:
            text = _sgm(folder, "zoo", spec).replace(*row.edit)
            Path(folder, f"{spec}.sgm").write_text(text, encoding="utf-8")
            spec = f"{spec}.sgm"
        _sgm(folder, "train", spec, *options, "--seed", str(seed), "--out", "run", "--quiet")
        words = ("evaluate", "run", *row.measured, "--format", "json")
        measures = json.loads(_sgm(folder, *words))
    return {measure["name"]: measure["value"] for measure in measures}


def _sgm(folder: str, *arguments: str) -> str:
    command = [sys.executable, "-m", "schematic", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"sgm {' '.join(arguments)} failed:\n{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
