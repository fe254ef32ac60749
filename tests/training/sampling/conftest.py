"""Nothing → runs whose models show what they were given, without training."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from schematic.diagnostics import Source
from schematic.training import Request, Run, open_run, train

CGAN = """model CGAN
visible c : cat[10] ~ data
visible x : unit ~ data
latent z : real[3] ~ Normal(0, 1)
indicator y : {fake, real}
z, c ..|> x = G[θ]
x, c -!> y ~ D[φ]
net G = linear
net D = linear
"""
"""The class comes first: `sample` makes x all the same."""
CVAE = """model CVAE
visible x : unit ~ data
visible c : cat[10] ~ data
latent z : real[3] ~ Normal(0, 1)
z, c -> x ~ G[θ]
x, c ..> z ~ E[η]
net G = linear
net E = linear
"""
CODES = """model Codes
visible x : unit ~ data
latent z : real[2] ~ Normal(1, 2)
latent k : cat[3] ~ Categorical
latent u : real[2] ~ Uniform(-1, 1)
latent b : binary[2] ~ Bernoulli(0.5)
latent l : real[2] ~ Laplace(0, 1)
indicator y : {fake, real}
z, k, u, b, l ..|> x = G[θ]
x -!> y ~ D[φ]
net G = linear
net D = linear
"""
PIX = """model Pix
visible upper : unit ~ data
visible lower : unit ~ data
indicator y : {fake, real}
upper ..|> lower = G[θ]
upper, lower -!> y ~ D[φ]
upper -> lower ~ Laplace(G[θ], 1)
net G = linear
net D = linear
"""
SPECS = {"cgan": CGAN, "cvae": CVAE, "codes": CODES, "pix": PIX}

TRAINING = "schematic.training.train_and_resume"

Begun = Callable[[str], Run]


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a run of one step, made once."""
    made: dict[str, Path] = {}

    def make(name: str) -> Path:
        if name not in made:
            made[name] = tmp_path_factory.mktemp("sampling") / name
            source = Source.of(f"{name}.sgm", SPECS[name])
            request = Request(data="digits-halves" if name == "pix" else "digits", steps=1, batch=8)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(f"{TRAINING}.draw_pictures", lambda run: ())
                patch.setattr(f"{TRAINING}.save_drawing", lambda schematic, folder: None)
                train(source, request, made[name])
        return made[name]

    return make


@pytest.fixture
def begun(folders: Callable[[str], Path]) -> Begun:
    """A run of one step, opened."""
    return lambda name: open_run(folders(name))


def copy_class(run: Run) -> None:
    """Let G make pixel k bright for class k, and let pixels 20 to 22 follow z."""
    linear = next(each for each in run.model.G.modules() if isinstance(each, torch.nn.Linear))
    with torch.no_grad():
        linear.weight.zero_()
        linear.bias.fill_(-20.0)
        linear.weight[:10, -10:] = 40 * torch.eye(10)
        linear.weight[20:23, :3] = torch.eye(3)
        linear.bias[20:23] = 0.0
