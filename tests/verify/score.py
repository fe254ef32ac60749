"""Mutants → how many are caught: `python -m tests.verify.score` prints the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import chain

from torch import nn

from schematic.objective.terms import Objective
from schematic.verify.emitted.loss_rows import on_code
from schematic.verify.prove import on_tables, one_thread
from schematic.verify.receipt import Row, Verdict
from schematic.verify.worlds.smooth_nets import smooth_modules
from tests.verify.mutants import DERIVATION, EQUIVALENT
from tests.verify.programs import SPECS, objective_of
from tests.verify.substitutions import SUBSTITUTIONS, built, lines_run, source_of, substituted

SEED = 0
FLOWS = ("flow", "conditional_flow", "iaf", "flow_prior")
MUTATED = (
    *SPECS,
    "hvae",
    "vaegan",
    "larsen",
    "reweighted_layer",
    "ali",
    "cyclegan",
    "dann",
    "relativistic_ali",
    "factor_vae",
    "iw_infogan",
    "predictability",
    "bound_by_velocity",
    "ssvae",
    "gmvae",
    *FLOWS,
)


def derivation_mutants(name: str, mutant: str) -> Iterator[bool]:
    """Whether each mutant of a derivation is caught, by the tables or else by the code."""
    objective = objective_of(name)
    for wrong in DERIVATION[mutant](objective):
        rows = chain(on_tables(wrong, SEED), on_code(wrong, SEED, 0, build))
        yield _refused(rows)


def code_mutants(name: str, mutant: str) -> Iterator[bool]:
    """Whether each mutant of the emitted code is caught."""
    objective = objective_of(name)
    source, live = _source(name)
    for wrong in substituted(mutant, source, live):
        yield _refused(on_code(objective, SEED, 0, _builder(wrong)))


def places() -> Iterator[tuple[str, str]]:
    """The schematics and mutants of the code whose text they have, though perhaps in dead lines."""
    for name in MUTATED:
        objective = objective_of(name)
        source = source_of(objective, smooth_modules(objective.schematic, SEED))
        everywhere = set(range(1, source.count("\n") + 2))
        for mutant in SUBSTITUTIONS:
            if any(True for _ in substituted(mutant, source, everywhere)):
                yield name, mutant


@cache
def _source(name: str) -> tuple[str, set[int]]:
    """The emitted code, and its lines that run when it is verified."""
    objective = objective_of(name)
    source = source_of(objective, smooth_modules(objective.schematic, SEED))
    live = lines_run(lambda: list(on_code(objective, SEED, 0, _builder(source))))
    return source, live


def build(objective: Objective, modules: Mapping[str, nn.Module]) -> nn.Module:
    """The code that is emitted for an objective, however wrong it is."""
    return built(source_of(objective, modules), objective, modules)


def _builder(source: str) -> Callable[[Objective, Mapping[str, nn.Module]], nn.Module]:
    return lambda objective, modules: built(source, objective, modules)


def _refused(rows: Iterator[Row]) -> bool:
    """Whether a row fails; the rest is not computed then."""
    return any(row.verdict is Verdict.FAIL for row in rows)


def main() -> None:
    """Print what is caught, mutant by mutant."""
    caught = total = spared = 0
    kinds = ((DERIVATION, derivation_mutants), (SUBSTITUTIONS, code_mutants))
    with one_thread():
        for table, run in kinds:
            for mutant in table:
                found = {name: list(run(name, mutant)) for name in MUTATED}
                here = sum(map(len, found.values()))
                good = sum(map(sum, found.values()))
                left = {n: f.count(False) for n, f in found.items() if not all(f)}
                excused = sum(EQUIVALENT.get((n, mutant), (0, ""))[0] for n in left)
                caught, total, spared = caught + good, total + here, spared + excused
                print(f"{mutant:<32} {good:>4} of {here:<4} {left or ''}")
    score = caught / (total - spared)
    print(f"{caught} of {total} caught, {spared} equivalent: mutation score {score:.1%}")


if __name__ == "__main__":
    main()
