"""Specs that are rewrites of other specs."""

from __future__ import annotations

from pathlib import Path

import pytest

import schematic
from schematic.diagnostics import SchematicError, Source
from schematic.graph.spec_text import write_schematic
from schematic.resources import zoo
from schematic.rewrites.sameness.equality import equal
from schematic.syntax.format import format_source

INFOGAN = zoo()["infogan"].read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "info.sgm").write_text(INFOGAN, encoding="utf-8")
    return tmp_path


def written(folder: Path, text: str, name: str = "spec.sgm") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def fault(path: Path) -> tuple[str, str, str]:
    """Code and excerpt of the one finding, and all its text."""
    with pytest.raises(SchematicError) as caught:
        schematic.load(path)
    (finding,) = caught.value.diagnostics
    assert finding.span is not None
    assert finding.cure
    assert caught.value.source is not None
    return finding.code, caught.value.source.excerpt(finding.span), str(caught.value)


def test_a_spec_by_a_rewrite(folder: Path) -> None:
    path = written(folder, 'model AAE "by swap" = swap x <-> z in "info.sgm"\n')
    spec = schematic.load(path)
    assert (spec.name, spec.title) == ("AAE", "by swap")
    assert equal(spec, schematic.load(zoo()["aae"]))


def test_a_chain_of_rewrites_and_of_files(folder: Path) -> None:
    written(folder, 'model A = swap processes in "info.sgm"', "a.sgm")
    path = written(folder, 'model B = swap processes | swap x <-> z in "a.sgm"')
    assert equal(schematic.load(path), schematic.load(zoo()["aae"]))


def test_paths_are_relative_to_the_file(folder: Path) -> None:
    (folder / "deep").mkdir()
    path = written(folder / "deep", 'model A = swap processes in "../info.sgm"')
    assert equal(schematic.load(path), schematic.load(zoo()["aavae"]))


def test_a_name_alone_may_be_a_shipped_spec() -> None:
    spec = schematic.parse('model A = gan to vae in "gan.sgm"')
    assert equal(spec, schematic.load(zoo()["vae"]), sizes=False)


def test_numbers_and_layers_may_be_others(folder: Path) -> None:
    text = 'model A = swap processes in "info.sgm"\nlet d = 4\nnet G = mlp(7)\n'
    spec = schematic.load(written(folder, text))
    assert spec.nodes["z"].space.shape == (4,)
    assert spec.nets["G"].sizes == (7,)
    wider = schematic.load(written(folder, text), settings={"d": 5})
    assert wider.nodes["z"].space.shape == (5,)


def test_it_is_formatted_and_written(folder: Path) -> None:
    text = 'model  AAE="t" '
    text = 'model AAE "t"  =  swap x<->z|swap x <-> z  in "info.sgm" # twice\n'
    wanted = 'model AAE "t" = swap x <-> z | swap x <-> z in "info.sgm"  # twice\n'
    assert format_source(Source("a.sgm", text)) == wanted
    spec = schematic.load(written(folder, text))
    assert schematic.parse(write_schematic(spec)) == spec


def test_a_cycle_of_files(folder: Path) -> None:
    written(folder, 'model A = swap processes in "b.sgm"', "a.sgm")
    path = written(folder, 'model B = swap processes in "a.sgm"', "b.sgm")
    code, _, text = fault(path)
    assert code in ("SGM703", "SGM704")
    assert "is a rewrite of this spec" in text
    own = written(folder, 'model C = swap processes in "c.sgm"', "c.sgm")
    assert fault(own)[:2] == ("SGM703", '"c.sgm"')


def test_a_file_that_is_not_there(folder: Path) -> None:
    path = written(folder, 'model A = swap processes in "none.sgm"')
    assert fault(path)[:2] == ("SGM704", '"none.sgm"')


def test_a_file_with_errors(folder: Path) -> None:
    written(folder, "visible x : unit ~ data\nz -> x ~ G[θ]\n", "bad.sgm")
    code, _, text = fault(written(folder, 'model A = swap processes in "bad.sgm"'))
    assert code == "SGM704"
    assert "line 2: no node is called `z`" in text


def test_a_rewrite_that_does_not_apply(folder: Path) -> None:
    path = written(folder, 'model A = swap processes | swap processes | drop y in "info.sgm"')
    assert fault(path)[:2] == ("SGM702", "drop y")


def test_a_rewrite_that_is_none(folder: Path) -> None:
    path = written(folder, 'model A = swap processes | turn around in "info.sgm"')
    assert fault(path)[:2] == ("SGM701", "turn around")


def test_a_line_that_draws(folder: Path) -> None:
    path = written(folder, 'model A = swap processes in "info.sgm"\nlatent u : real[2]\n')
    assert fault(path)[:2] == ("SGM705", "latent u : real[2]")


def test_a_number_that_the_file_does_not_name(folder: Path) -> None:
    path = written(folder, 'model A = swap processes in "info.sgm"\nlet width = 4\n')
    assert fault(path)[:2] == ("SGM206", "width")
