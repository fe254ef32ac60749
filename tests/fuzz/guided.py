"""`python -m tests.fuzz.guided TARGET [-runs=N]`: a target under atheris, with our own mutator.

atheris follows which branches of `schematic` an input takes, keeps those that take new ones in
`runs/fuzz/TARGET/found`, and stops at the first input that goes wrong, which it writes beside them.
Options are those of libFuzzer.
"""

from __future__ import annotations

import sys
from random import Random

import atheris

with atheris.instrument_imports(include=["schematic"]):
    from tests.fuzz.__main__ import OUT
    from tests.fuzz.fuzz_target import TARGETS, starting_inputs
    from tests.fuzz.guard import feed

    name = sys.argv[1]
    target, parents = TARGETS[name], starting_inputs(name)
    for parent in parents[:20]:
        target.attempt(parent)  # what is imported on the way is instrumented too


def one_input(data: bytes) -> None:
    """Feed an input; what it raises is the fault."""
    feed(target, data)


def change(data: bytes, most: int, seed: int) -> bytes:
    """Another input, made as the target says; libFuzzer's own changes are among those of bytes."""
    return target.change(data, Random(seed), parents)[:most]


def main() -> None:
    """Run until the budget is spent or an input goes wrong."""
    found = OUT / name / "found"
    begun = OUT / name / "begun"
    for folder in (found, begun):
        folder.mkdir(parents=True, exist_ok=True)
    for number, parent in enumerate(parents):
        (begun / f"{number:04}").write_bytes(parent)
    libfuzzer = [f"-max_len={target.largest}", "-timeout=30", "-print_final_stats=1"]
    libfuzzer += [f"-artifact_prefix={OUT / name}/"]
    places = [str(found), str(begun)]
    atheris.Setup(
        [sys.argv[0], *libfuzzer, *sys.argv[2:], *places], one_input, custom_mutator=change
    )
    atheris.Fuzz()


main()
