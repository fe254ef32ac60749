"""A TOML file gives options by their names, and the config.json of a run makes it again."""

from __future__ import annotations

from pathlib import Path

import pytest

from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, TrainingError, train
from schematic.training.run.kept_texts import CONFIG
from schematic.training.run.request_file import read_asked, with_file
from tests.training.test_resume import log_of, parameters

pytestmark = pytest.mark.usefixtures("no_pictures")
TEXT = """
file = "vae"
out = "runs/x"
steps = 20
held-out = 0.2
betas = [0.5, 0.9]
log = "jsonl"
[lr]
phi = 1e-4
[shape]
x = [2]
[set]
d = 3
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "run.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_toml_file_says_what_the_command_line_says(tmp_path: Path) -> None:
    asked = read_asked(written(tmp_path, TEXT))
    assert (asked.file, asked.out) == ("vae", "runs/x")
    assert with_file(asked, Request()) == Request(
        steps=20,
        held_out=0.2,
        betas=(0.5, 0.9),
        log=("jsonl",),
        lr={"phi": 1e-4},
        shapes={"x": (2,)},
        settings={"d": 3},
    )


def test_what_is_typed_goes_before(tmp_path: Path) -> None:
    asked = read_asked(written(tmp_path, TEXT))
    request = with_file(asked, Request(epochs=2, lr=1e-3, settings={"e": 4}))
    assert (request.steps, request.epochs, request.lr) == (None, 2, 1e-3)
    assert request.settings == {"d": 3, "e": 4}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("stepz = 3\nbacth = 4", "no option is called stepz, bacth"),
        ("steps = 'many'", "steps cannot be many: not a whole number"),
        ("steps = ", "is no TOML"),
        ("out = 3", "out is not a text"),
        ('out = ""', "out is empty"),
        ("schedule = 'sine'", "schedule cannot be sine: not linear or cosine or constant"),
    ],
)
def test_what_is_wrong_is_told(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=says):
        read_asked(written(tmp_path, text))


def test_a_typo_names_what_is_near(tmp_path: Path) -> None:
    with pytest.raises(TrainingError) as caught:
        read_asked(written(tmp_path, "stepz = 3\nweight-dekay = 4"))
    assert caught.value.cure.startswith("did you mean steps, weight-decay?")


def test_the_options_of_a_run_make_it_again(tmp_path: Path) -> None:
    request = Request(
        data="ring", steps=12, batch=16, seed=3, optimizer="rmsprop", clip=1.0, ema=0.9, decay=0.0
    )
    train(read(zoo()["gan"]), request, tmp_path / "one")
    asked = read_asked(tmp_path / "one" / CONFIG)
    assert asked.file is not None
    train(read(asked.file), with_file(asked, Request()), tmp_path / "two")
    assert log_of(tmp_path / "one") == log_of(tmp_path / "two")
    assert parameters(tmp_path / "one") == parameters(tmp_path / "two")
