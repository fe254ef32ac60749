"""Emitted modules: golden text, and the same numbers alone as in-process."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import schematic
from schematic.emit import write_source
from schematic.graph import DataLaw, Schematic
from schematic.objective import derive
from schematic.program.library import reads
from schematic.resources import zoo
from tests.golden import check_golden
from tests.model.programs import PROGRAMS

GOLDEN = Path(__file__).parent / "golden"
ZOO = zoo()


def shaped(name: str) -> Schematic:
    """A zoo spec whose data are 8×8 images, or points for ADA."""
    spec = schematic.load(ZOO[name])
    shape = (2,) if name == "ada" else (1, 8, 8)
    unknown = [n.name for n in spec.nodes.values() if n.space.shape is None]
    return schematic.load(ZOO[name], shapes=dict.fromkeys(unknown, shape))


def batch_for(spec: Schematic, size: int = 6) -> dict[str, object]:
    """A seeded batch for any schematic."""
    generator = torch.Generator().manual_seed(0)
    batch: dict[str, object] = {}
    for node in spec.nodes.values():
        if not isinstance(node.law, DataLaw):
            continue
        shape = (size, *(node.space.shape or (5,)))
        if node.space.classes:
            batch[node.name] = torch.randint(node.space.classes, (size,), generator=generator)
        elif node.law.by:
            labels = spec.nodes[node.law.by].space.labels
            batch[node.name] = {label: torch.rand(shape, generator=generator) for label in labels}
        else:
            batch[node.name] = torch.rand(shape, generator=generator)
        if node.is_partly_observed:
            batch[node.name][::2] = -1 if node.space.classes else torch.nan
    return batch


@pytest.mark.parametrize("name", ZOO)
def test_golden(name: str) -> None:
    check_golden(GOLDEN / f"{name}.py.txt", write_source(shaped(name)))


@pytest.mark.parametrize("name", ZOO)
def test_needs_only_torch(name: str) -> None:
    tree = ast.parse(write_source(shaped(name)))
    roots = {
        (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert roots <= {"torch", *sys.stdlib_module_names}


@pytest.mark.parametrize("name", ZOO)
def test_no_line_is_wider_than_a_page(name: str) -> None:
    wide = [line for line in write_source(shaped(name)).splitlines() if len(line) > 100]
    assert not [line for line in wide if '"""' not in line]


def test_all_types_are_right(tmp_path: Path) -> None:
    """As strict as mypy can be, over all models in one run."""
    for name in ZOO:
        text = write_source(shaped(name))
        (tmp_path / f"{name.replace('-', '_')}_model.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "."]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ZOO)
def test_nothing_unused_is_written(name: str) -> None:
    tree = ast.parse(write_source(shaped(name)))
    read = reads(tree)
    imported = {
        alias.asname or alias.name.split(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert (imported | functions) - {"annotations"} <= read


def test_the_gan_of_digits_is_short() -> None:
    text = write_source(schematic.load(ZOO["gan"], shapes={"x": (1, 28, 28)}))
    assert len(text.splitlines()) <= 210


@pytest.mark.slow
@pytest.mark.parametrize("name", ["vae", "gan"])
def test_runs_alone(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.py"
    path.write_text(write_source(shaped(name)), encoding="utf-8")
    command = [sys.executable, "-I", "-W", "error", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 {")


@pytest.mark.parametrize("name", ZOO)
def test_alone_as_in_process(name: str) -> None:
    """Bit-identical losses after three steps from the same seeds."""
    spec = shaped(name)
    count, batch = derive(spec).batches, batch_for(spec)
    given = batch if count == 1 else [batch] * count
    model = schematic.compile(spec, seed=3)
    namespace: dict[str, object] = {"__name__": "alone"}
    exec(compile(write_source(spec), f"{name}.py", "exec"), namespace)
    torch.manual_seed(3)
    alone = namespace[spec.name]()  # type: ignore[operator]
    for module in (model, alone):
        torch.manual_seed(5)
        optimizers = module.optimizers(lr=1e-3)
        module.trace = [module.step(given, optimizers) for _ in range(3)]
    assert model.trace == alone.trace


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_program_is_written(name: str) -> None:
    """Unbound nets, from points: the source compiles, and a step moves every player."""
    spec = schematic.parse(PROGRAMS[name], name=f"{name}.sgm")
    unknown = {n.name: (5,) for n in spec.nodes.values() if n.space.shape is None}
    spec = schematic.parse(PROGRAMS[name], name=f"{name}.sgm", shapes=unknown)
    model = schematic.compile(spec)
    before = {key: value.clone() for key, value in model.state_dict().items()}
    model.step(batch_for(spec), model.optimizers())
    moved = {
        k.split(".")[0] for k, v in model.state_dict().items() if not torch.equal(v, before[k])
    }
    assert moved == {net for nets in model.nets.values() for net in nets}


def test_tracebacks_show_the_source() -> None:
    model = schematic.compile(shaped("vae"))
    with pytest.raises(RuntimeError) as caught:
        model.theta_eta_terms(torch.zeros(2, 3), torch.zeros(2, 3), torch.zeros(1), torch.zeros(7))
    frames = [str(entry.statement) for entry in caught.traceback]
    assert any("self.G(z)" in frame for frame in frames)
