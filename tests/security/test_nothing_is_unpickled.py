"""No pickle is kept or read, and no other program is started for an image."""

from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import schematic
from schematic.data import DataError, load
from schematic.data.image_files import SUFFIXES
from schematic.data.image_pixels import FORMATS
from schematic.emit.model_source import write_source
from schematic.resources import zoo
from tests.architecture.modules import FILES
from tests.security.measured import ROOT, python, sgm

RUNS_CODE = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
DOCUMENTS = (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "docs").rglob("*.py"))


class Trap:
    """A pickle that makes a folder `sprung` where it is opened."""

    def __reduce__(self) -> tuple[object, ...]:
        """What pickle calls."""
        return Path("sprung").mkdir, ()


def calls(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every call in a module: what is called, and the keyword arguments as text."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), {k.arg or "": ast.unparse(k.value) for k in node.keywords}


def imported(text: str) -> Iterator[str]:
    """The top names of all modules that a module imports."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def unsafe(text: str) -> list[str]:
    """The calls of a module that could unpickle."""
    found = []
    for name, given in calls(text):
        last = name.rpartition(".")[2]
        if name == "torch.load" and given.get("weights_only") != "True":
            found.append(name)
        if name.startswith("np.") and last in ("load", "read_array"):
            found += [name] if given.get("allow_pickle") != "False" else []
        if name == "Lark" and "cache" in given:
            found.append(name)
        if name.endswith("Image.open") and "formats" not in given:
            found.append(name)
    return found


@pytest.mark.parametrize("module", sorted(FILES))
def test_no_module_opens_a_pickle(module: str) -> None:
    text = FILES[module].read_text(encoding="utf-8")
    assert RUNS_CODE.isdisjoint(imported(text))
    assert unsafe(text) == []


def test_such_calls_would_be_found() -> None:
    assert unsafe("torch.load(a)") == ["torch.load"]
    assert unsafe("np.load(a)") == ["np.load"]
    assert unsafe("np.lib.format.read_array(a, allow_pickle=True)") != []
    assert unsafe("Lark(a, cache=True)") == ["Lark"]
    assert unsafe("Image.open(a)") == ["Image.open"]
    assert list(imported("import pickle\nfrom joblib.a import b")) == ["pickle", "joblib"]


def test_no_page_teaches_to_open_a_pickle() -> None:
    for page in DOCUMENTS:
        for call in re.findall(r"torch\.load\([^)]*\)", page.read_text(encoding="utf-8")):
            assert "weights_only=True" in call, page
        assert "allow_pickle=True" not in page.read_text(encoding="utf-8"), page


@pytest.mark.parametrize("name", sorted(zoo()))
def test_emitted_files_open_no_pickle(name: str) -> None:
    nodes = schematic.load(zoo()[name]).nodes.values()
    shapes = {node.name: (1, 4, 4) for node in nodes if node.space.shape is None}
    spec = schematic.load(zoo()[name], shapes=shapes)
    text = write_source(spec)
    assert "torch.load" in dict(calls(text))
    assert unsafe(text) == []
    assert RUNS_CODE.isdisjoint(imported(text))


@pytest.mark.slow
def test_a_planted_batch_is_not_executed(tmp_path: Path) -> None:
    (tmp_path / "batch.pt").write_bytes(pickle.dumps(Trap()))
    done = sgm("compile", "gan", "--shape", "x=2", "-o", "model.py", folder=tmp_path)
    assert done.status == 0
    done = python("model.py", "batch.pt", folder=tmp_path)
    assert done.status == 1
    assert "UnpicklingError" in done.said
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("place", ["cache", "{folder}/cache", ""])
def test_a_planted_cache_is_not_read(place: str, tmp_path: Path) -> None:
    planted = tmp_path / "cache" / "schematic"
    planted.mkdir(parents=True)
    trap = pickle.dumps(Trap())
    for name in ("grammar.lark", "grammar", "cache"):
        (planted / name).write_bytes(b"0" * 64 + b"\n" + trap + trap)
    before = sorted(tmp_path.rglob("*"))
    settings = {"XDG_CACHE_HOME": place.format(folder=tmp_path), "HOME": str(tmp_path / "cache")}
    done = sgm("check", "gan", folder=tmp_path, settings=settings)
    assert (done.status, done.said) == (0, "gan.sgm: no findings\n")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("ending", [".npy", ".npz"])
def test_arrays_of_objects_are_refused(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    objects = np.array([Trap(), Trap()], dtype=object)
    path = tmp_path / f"a{ending}"
    if ending == ".npy":
        np.save(path, objects, allow_pickle=True)
    else:
        np.savez(path, x=objects)
    with pytest.raises(DataError, match="Python objects"):
        load(path)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("program", ["gs", "gswin64c"])
def test_postscript_starts_no_program(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / program).write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    (tools / program).chmod(0o755)
    monkeypatch.setenv("PATH", str(tools), prepend=":")
    images = tmp_path / "images"
    images.mkdir()
    Image.new("RGB", (8, 8)).save(images / "a.eps")
    (images / "a.eps").rename(images / "a.png")
    with pytest.raises(DataError, match=r"a\.png cannot be read as an image"):
        load(images)
    assert not (tmp_path / "sprung").exists()


def test_every_suffix_is_of_a_format_that_may_be_opened() -> None:
    Image.init()
    assert {Image.EXTENSION[suffix] for suffix in SUFFIXES} == set(FORMATS)
