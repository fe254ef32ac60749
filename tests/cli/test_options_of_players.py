"""Options of single players and options in files: what is typed wrongly is told with its cure."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Sgm


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--lr", "thet=1e-4"], "--lr thet=…: there is no such player, but `phi`, `theta`"),
        (["--lr", "phi=1", "--lr", "phi=2"], "it is given twice for phi"),
        (["--lr", "=1"], "names no player before `=`"),
        (["--optimizer", "adm"], "'adm' is not adam or adamw or sgd or rmsprop"),
        (["--momentum", "0.9"], "--momentum belongs to sgd and rmsprop"),
        (["--optimizer", "sgd", "--betas", "0,0.9"], "--betas belongs to adam and adamw"),
        (
            ["--optimizer", "phi=sgd", "--momentum", "theta=0.9"],
            "the optimizer of theta does not take it",
        ),
        (["--schedule", "constant", "--decay", "0.5"], "--schedule constant keeps the rate"),
        (["--schedule", "cosine", "--decay", "0"], "--schedule cosine lets the rate fall"),
        (["--steps", "5", "--warmup", "5"], "--warmup 5 takes all of 5 steps"),
        (["--fast", "--clip", "1"], "--fast compiles plain steps of Adam, and --clip 1"),
        (["--fast", "--precision", "fp16"], "and --precision fp16 is more than that"),
        (["--shard", "--precision", "fp16"], "--shard does not scale the losses"),
        (["--patience", "3"], "GAN has 2 players, phi; theta"),
        (["--config", "none.toml"], "none.toml cannot be read: no such file"),
    ],
)
def test_what_cannot_be_is_told(words: list[str], says: str, sgm: Sgm) -> None:
    said = sgm("train", "gan", "--data", "ring", *words)
    assert said.status in (1, 2)
    assert says in said.err


def test_without_a_file_there_is_nothing_to_train(sgm: Sgm) -> None:
    assert "no FILE says what to train" in sgm("train").err
