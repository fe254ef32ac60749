"""A loss that is not finite is told with its step, for every player, with the terms to blame."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import torch

from schematic.diagnostics import Source
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, open_run, train
from schematic.training.training_errors import DivergedError

pytestmark = pytest.mark.slow


GAN = """
visible x : real ~ data
latent z : real[4] ~ Normal(0, 1)
indicator y : {fake, real}
z ..|> x = G[θ]
x -!> y ~ D[φ]
net G = mlp(8)
net D = linear
"""


@pytest.mark.parametrize("more", [{}, {"accumulate": 2}], ids=str)
def test_every_player_is_told(more: dict[str, Any], tmp_path: Path) -> None:
    """A step of this length makes G infinite; then D is told first, and spoils what θ reads."""
    request = Request(data="ring", steps=20, batch=16, lr=1e18, **more)
    with pytest.raises(DivergedError) as caught:
        train(Source.of("gan.sgm", GAN), request, tmp_path / "run")
    told = caught.value.message
    found = re.findall(r"the loss of player (\w+) is (?:nan|-?inf) at step (\d+): its term", told)
    assert {player for player, _ in found} == {"phi", "theta"}
    assert len({step for _, step in found}) == 1
    assert "−log q(y|x) is" in told
    assert "−log qʳ(y|x) is nan" in told
    assert "the checkpoint of step 0" in told
    model = open_run(tmp_path / "run").model
    assert all(torch.isfinite(parameter).all() for parameter in model.parameters())


def test_only_the_terms_to_blame_are_told(tmp_path: Path) -> None:
    text = zoo()["vae"].read_text(encoding="utf-8")
    spec = tmp_path / "vae.sgm"
    spec.write_text(text.replace("x ..> z ~ E[η]", "x ..> z ~ E[η] {beta = 1e18}"), "utf-8")
    request = Request(data="digits-binary", steps=200, batch=16, lr=1e3)
    with pytest.raises(DivergedError) as caught:
        train(read(spec), request, tmp_path / "run")
    told = caught.value.message
    assert "the loss of player theta,eta is" in told
    assert "KL(q(z|x) ‖ p(z))" in told
