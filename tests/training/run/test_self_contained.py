"""A run folder needs nothing beside it but its data, wherever it lies."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from schematic.pipeline import load
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, RunError, TrainingError, evaluate, open_run, resume, train
from schematic.training.checkpoint.checkpoint_file import CURRENT, PREVIOUS
from schematic.training.evaluation import Effort
from schematic.training.run.run_folder import CONFIG, MODEL, SPEC
from schematic.training.run.samples import draw_samples
from schematic.training.run.whole_spec import ORIGINAL

pytestmark = pytest.mark.usefixtures("no_pictures")

SHORT = {"data": "digits", "steps": 4, "batch": 16, "checkpoint_every": 2}
REWRITE = 'model A = swap x <-> z in "infogan.sgm"\n\nnet Q = mlp(8)\n'
CHAIN = 'model B = swap x <-> z in "rel.sgm"\n'


@pytest.fixture(scope="module")
def trained_and_moved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a rewritten spec, moved, and its spec gone; a shipped spec has the base's name."""
    place = tmp_path_factory.mktemp("moved")
    folder = place / "specs"
    folder.mkdir()
    text = zoo()["infogan"].read_text("utf-8")
    (folder / "infogan.sgm").write_text(text.replace("z ~ Q[η]", "z ~ Q[η] {weight = 50}"), "utf-8")
    (folder / "rel.sgm").write_text(REWRITE, "utf-8")
    request = Request(**SHORT, settings={"d": 8})  # type: ignore[arg-type]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("schematic.training.train_and_resume.draw_pictures", lambda run: ())
        train(read(folder / "rel.sgm"), request, place / "run")
    shutil.rmtree(folder)
    (place / "elsewhere").mkdir()
    return Path(shutil.move(place / "run", place / "elsewhere" / "run"))


@pytest.fixture
def moved(trained_and_moved: Path, tmp_path: Path) -> Path:
    """A copy of that run."""
    return Path(shutil.copytree(trained_and_moved, tmp_path / "copy"))


def test_a_rewritten_spec_is_kept_whole_with_where_it_came_from(moved: Path) -> None:
    assert (moved / ORIGINAL).read_text("utf-8") == REWRITE
    options = json.loads((moved / CONFIG).read_text("utf-8"))["options"]
    assert options["origin"].endswith("specs/rel.sgm")
    assert options["settings"] == {"d": 8}
    schematic = load(moved / SPEC)
    assert schematic.nodes["z"].space.shape == (8,)
    assert schematic.nets["Q"].sizes == (8,)
    assert any(factor.attributes.weight == 50 for factor in schematic.factors)


def test_the_moved_run_is_sampled_measured_and_goes_on_with_the_same_objective(moved: Path) -> None:
    source = (moved / MODEL).read_text("utf-8")
    run = open_run(moved)
    assert run.notes == ()
    assert run.model.source == source
    assert draw_samples(run, 3).shape == (3, 1, 8, 8)
    assert evaluate(run, Effort(draws=1, samples=50))
    again = Request(steps=6, settings={"d": 8})  # the command of before, and more steps
    outcome = resume(moved, again)
    assert outcome.notes == ()
    assert outcome.run.state.step == 6
    assert outcome.run.model.source == source
    assert open_run(moved).setup.config.settings == {"d": 8}
    with pytest.raises(TrainingError, match="made with settings"):
        resume(moved, Request(steps=8, settings={"d": 16}))


def test_a_chain_of_rewrites_is_written_out_too(tmp_path: Path) -> None:
    (tmp_path / "rel.sgm").write_text(REWRITE, "utf-8")
    (tmp_path / "back.sgm").write_text(CHAIN, "utf-8")
    train(read(tmp_path / "back.sgm"), Request(**SHORT), tmp_path / "run")  # type: ignore[arg-type]
    (tmp_path / "rel.sgm").unlink()
    run = open_run(tmp_path / "run")
    assert run.setup.schematic.name == "B"
    assert run.model.source == (tmp_path / "run" / MODEL).read_text("utf-8")


def test_a_spec_that_is_no_rewrite_is_kept_as_it_is(tmp_path: Path) -> None:
    source = read(zoo()["ae"])
    train(source, Request(**SHORT), tmp_path / "run")  # type: ignore[arg-type]
    assert (tmp_path / "run" / SPEC).read_text("utf-8") == source.text
    assert not (tmp_path / "run" / ORIGINAL).exists()


def test_a_run_of_before_whose_spec_is_a_rewrite_is_refused(moved: Path) -> None:
    (moved / SPEC).write_text(REWRITE, "utf-8")
    for use in (open_run, resume):
        with pytest.raises(RunError, match=r"is a rewrite of infogan\.sgm, which is no part"):
            use(moved)


def test_another_model_than_the_checkpoint_s_is_refused_but_not_a_comment(moved: Path) -> None:
    text = (moved / SPEC).read_text("utf-8")
    (moved / SPEC).write_text(f"{text}\n# mine\n", "utf-8")
    assert open_run(moved).state.step == 4
    (moved / SPEC).write_text(text.replace("weight = 50", "weight = 5"), "utf-8")
    for use in (open_run, resume):
        with pytest.raises(RunError, match="is not the model of the checkpoint"):
            use(moved)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        *((name, damage) for name in (SPEC, CONFIG) for damage in (None, b"", b"\xff\x00")),
        (CONFIG, b"[" * 100_000),
    ],
)
def test_a_text_that_is_damaged_is_taken_from_the_checkpoint(
    name: str, damage: bytes | None, moved: Path
) -> None:
    before = (moved / name).read_text("utf-8")
    (moved / name).unlink() if damage is None else (moved / name).write_bytes(damage)
    assert len(open_run(moved).notes) == 1
    (moved / CURRENT).write_bytes(b"torn")
    notes = resume(moved, Request(steps=6)).notes
    assert f"the copy in {PREVIOUS} is taken" in notes[0]
    assert ("kept as" in notes[0]) == (damage is not None)
    after = (moved / name).read_text("utf-8")
    assert after == (before if name == SPEC else before.replace('"steps": 4', '"steps": 6'))
    assert open_run(moved).notes == ()


def test_without_any_copy_a_damaged_text_is_an_error(moved: Path) -> None:
    (moved / CONFIG).write_bytes(b"")
    for name in (CURRENT, PREVIOUS):
        (moved / name).write_bytes(b"torn")
    with pytest.raises(RunError, match="holds no options of a run"):
        open_run(moved)
    (moved / CONFIG).unlink()
    with pytest.raises(RunError, match=r"it has no config\.json"):
        open_run(moved)


def test_options_that_have_been_changed_are_told(moved: Path) -> None:
    text = (moved / CONFIG).read_text("utf-8")
    (moved / CONFIG).write_text(text.replace('"seed": 0', '"seed": 1'), "utf-8")
    (note,) = open_run(moved).notes
    assert note.endswith("config.json has been changed: seed 1, not 0")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("steps", value) for value in (-1, 0, 1.5, "4", None, True, 10**30, 1e400)),
        *(("lr", value) for value in ("1", None, [], 1e400, float("nan"))),
        *(("betas", value) for value in (3, [0.5], [0.5, "1"], [0.1, 0.2, 0.3])),
        *(("data", value) for value in (3, None, ["digits"])),
        *(("shapes", value) for value in (3, {"x": 3}, {"x": ["8"]}, {"x": [0]}, [])),
        *(("settings", value) for value in ({"d": "8"}, {"d": True}, 3, {"d": 1e400})),
        *(("shard", value) for value in (0, "no", None)),
    ],
)
def test_options_of_another_type_or_out_of_range(key: str, value: object, moved: Path) -> None:
    config = json.loads((moved / CONFIG).read_text("utf-8"))
    config["options"][key] = value
    (moved / CONFIG).write_text(json.dumps(config).replace("Infinity", "1e400"), "utf-8")
    (note,) = open_run(moved).notes
    assert f"holds no options of a run: ValueError: {key}: " in note


def test_data_are_found_from_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    np.save(tmp_path / "data.npy", np.random.default_rng(0).random((50, 3), np.float32))
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path)
    train(read(zoo()["ae"]), Request(data="data.npy", steps=2, batch=8), "run")
    resume("run", Request(data="data.npy", steps=3))
    monkeypatch.chdir(tmp_path / "other")
    assert open_run(Path("../run")).state.step == 3
    assert resume("../run", Request(data="../data.npy", steps=4)).run.state.step == 4
