"""Which specs go on with a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from schematic.diagnostics import SchematicError, Source
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, RunError, train
from schematic.training.run.kept_texts import SPEC
from schematic.training.run.run_of_spec import find_run_of, require_spec_of

pytestmark = pytest.mark.usefixtures("no_pictures")

SHORT = Request(data="digits", steps=1, batch=16, settings={"d": 8})
REWRITE = 'model A = swap x <-> z in "infogan.sgm"\n\nnet Q = mlp(8)\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a rewrite, with another number than its file has, beside that file."""
    place = tmp_path_factory.mktemp("specs")
    (place / "infogan.sgm").write_text(zoo()["infogan"].read_text("utf-8"), "utf-8")
    (place / "rel.sgm").write_text(REWRITE, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("schematic.training.train_and_resume.draw_pictures", lambda run: ())
        train(read(place / "rel.sgm"), SHORT, place / "run")
    return place


def test_a_rewrite_is_the_spec_of_its_run_at_the_settings_of_the_run(folder: Path) -> None:
    require_spec_of(folder / "run", read(folder / "rel.sgm"))
    commented = Source.of(str(folder / "rel.sgm"), f"# again\n\n{REWRITE}")
    require_spec_of(folder / "run", commented)


def test_what_a_run_keeps_is_its_spec(folder: Path) -> None:
    require_spec_of(folder / "run", read(folder / "run" / SPEC))


@pytest.mark.parametrize("other", ["infogan", "gan"], ids=["with its number", "without it"])
def test_another_spec_is_refused(folder: Path, other: str) -> None:
    with pytest.raises(RunError, match=rf"another spec than .*{other}\.sgm is now") as caught:
        require_spec_of(folder / "run", read(zoo()[other]))
    assert str(folder / "run" / SPEC) in caught.value.cure


def test_what_is_wrong_with_a_spec_comes_first(folder: Path) -> None:
    with pytest.raises(SchematicError, match="SGM"):
        require_spec_of(folder / "run", Source.of("wrong.sgm", "x -> z ~ G[θ]\n"))


def test_a_run_is_looked_for_where_training_would_have_put_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    source = read(folder / "rel.sgm")
    with pytest.raises(RunError, match=r"runs.a-digits is no run"):
        find_run_of(source, SHORT, None)
    (folder / "runs").mkdir()
    (folder / "run").rename(folder / "runs" / "a-digits")
    assert find_run_of(source, SHORT, None) == Path("runs") / "a-digits"
    (folder / "runs" / "a-digits").rename(folder / "run")
