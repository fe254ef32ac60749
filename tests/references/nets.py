"""A model's name and a seed → tiny float64 nets, a batch and base noise of the right shapes."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from .adversarial import F_DIVERGENCES

Shape = tuple[int, ...]
B, K = 6, 3
X, IMAGE, Z, H, H2, LABEL = (5,), (1, 4, 4), (3,), (4,), (2,), (1,)


class Net(nn.Module):
    """A two-layer tanh perceptron of its flattened parents; a parent given as an int is cat[k]."""

    def __init__(self, parents: tuple[Shape | int, ...], out: Shape, hidden: int = 4) -> None:
        super().__init__()
        self.parents, self.out = parents, out
        width = sum(p if isinstance(p, int) else math.prod(p) for p in parents)
        self.inner = nn.Linear(width, hidden, dtype=torch.float64)
        self.outer = nn.Linear(hidden, math.prod(out), dtype=torch.float64)

    def forward(self, *values: Tensor) -> Tensor:
        pairs = zip(values, self.parents, strict=True)
        flat = [one_hot(v, p).double() if isinstance(p, int) else v.flatten(1) for v, p in pairs]
        return self.outer(self.inner(torch.cat(flat, 1)).tanh()).reshape(-1, *self.out)


class Draw(NamedTuple):
    """A tensor to draw: real (standard normal), unit (uniform), binary, or cat (shape (k,))."""

    kind: str
    shape: Shape
    size: int = B

    def __call__(self, generator: torch.Generator) -> Tensor:
        shape, options = (self.size, *self.shape), {"dtype": torch.float64, "generator": generator}
        match self.kind:
            case "real":
                return torch.randn(shape, **options)
            case "unit":
                return torch.rand(shape, **options)
            case "binary":
                return torch.rand(shape, **options).round()
            case "cat":
                return torch.randint(self.shape[0], (self.size,), generator=generator)
        raise ValueError(self.kind)


class Setup(NamedTuple):
    """What a model needs: nets as (parents, raw output shape), the batch, the base noise."""

    nets: Mapping[str, tuple[tuple[Shape | int, ...], Shape]]
    batch: Mapping[str, Any]
    noise: Mapping[str, Draw]


def normal(shape: Shape) -> Shape:
    """The shape of location and log-variance joined on the first axis after the batch."""
    return (2 * shape[0], *shape[1:])


def _vae(x: Draw, raw: Shape, encoder: str = "E") -> Setup:
    nets = {"G": ((Z,), raw), encoder: ((x.shape,), normal(Z))}
    return Setup(nets, {"x": x}, {"z": Draw("real", Z)})


def _gan(shape: Shape, **noise: Draw) -> Setup:
    nets = {"G": ((Z,), shape), "D": ((shape,), LABEL)}
    return Setup(nets, {"x": Draw("unit", shape)}, {"z": Draw("real", Z)} | noise)


_UNIT, _REAL, _CODE = Draw("unit", X), Draw("real", X), Draw("real", Z)
_TWO_CODES = {"z": _CODE, "z_prior": _CODE}

_ALI = Setup(
    {"E": ((X,), normal(Z)), "G": ((Z,), X), "D": ((X, Z), LABEL)}, {"x": _UNIT}, _TWO_CODES
)
_DOMAINS = Setup(
    {"G": ((Z,), X), "D": ((X,), LABEL), "C": ((X,), (K,))},
    {"z": {"source": _CODE, "target": Draw("real", Z, 4)}, "t": Draw("cat", (K,))},
    {},
)

SETUPS: Mapping[str, Setup] = {
    "ae": Setup({"G": ((Z,), X), "E": ((X,), Z)}, {"x": _UNIT}, {}),
    "vae": _vae(Draw("unit", IMAGE), IMAGE),
    "beta_vae": _vae(_UNIT, X),
    "vae_normal": _vae(Draw("real", IMAGE), normal(IMAGE)),
    "vae_laplace": _vae(_REAL, X),
    "vae_cb": _vae(_UNIT, X),
    "cvae": Setup(
        {"G": ((Z, K), X), "E": ((X, K), normal(Z))},
        {"x": _UNIT, "c": Draw("cat", (K,))},
        {"z": _CODE},
    ),
    "hvae": Setup(
        {
            "G1": ((H,), X),
            "G2": ((Z,), normal(H)),
            "E1": ((X,), normal(H)),
            "E2": ((H,), normal(Z)),
        },
        {"x": _REAL},
        {"h": Draw("real", H), "z": _CODE},
    ),
    "hvae_weights": Setup(
        {"G1": ((H,), X), "G2": ((Z,), H), "E1": ((X, Z), normal(H)), "E2": ((X,), normal(Z))},
        {"x": _REAL},
        {"h": Draw("real", H), "z": _CODE},
    ),
    "ladder": Setup(
        {
            "G": ((Z,), X),
            **{f"P_{t}": ((Z,), normal(Z)) for t in (2, 3)},
            "E_1": ((X,), normal(Z)),
            **{f"E_{t}": ((Z,), normal(Z)) for t in (2, 3)},
        },
        {"x": _REAL},
        {f"z_{t}": _CODE for t in (1, 2, 3)},
    ),
    "diffusion": Setup(
        {f"U_{t}": ((X,), X) for t in (1, 2, 3)},
        {"x": _REAL},
        {f"z_{t}": _REAL for t in (1, 2, 3)},
    ),
    "state_space": Setup(
        {
            "P": ((Z,), normal(Z)),
            "G": ((Z,), X),
            "E0": ((X,), normal(Z)),
            "E": ((X, Z), normal(Z)),
        },
        {f"x_{t}": _REAL for t in (1, 2, 3)},
        {f"z_{t}": _CODE for t in (0, 1, 2, 3)},
    ),
    "iwae": Setup(
        {"G": ((Z,), X), "E": ((X,), normal(Z))},
        {"x": _UNIT},
        {"z": Draw("real", (B, *Z), size=K)},
    ),
    "iwae_hierarchy": Setup(
        {
            "G1": ((H,), X),
            "G2": ((Z,), normal(H)),
            "E1": ((X,), normal(H)),
            "E2": ((H,), normal(Z)),
        },
        {"x": _REAL},
        {"h": Draw("real", (B, *H), size=K), "z": Draw("real", (B, *Z), size=K)},
    ),
    "wae": Setup({"G": ((Z,), X), "E": ((X,), Z)}, {"x": _UNIT}, {"z_prior": _CODE}),
    "infovae": Setup(
        {"G": ((Z,), X), "E": ((X,), normal(Z))},
        {"x": _UNIT},
        {"z": Draw("real", (B, *Z), size=2), "z_prior": _CODE},
    ),
    "kl_and_adversary": Setup(
        {"G": ((Z,), X), "E": ((X,), normal(Z)), "D": ((Z,), LABEL)}, {"x": _UNIT}, _TWO_CODES
    ),
    "helmholtz1": Setup(
        {"G": ((H,), X), "R": ((X,), H)},
        {"x": Draw("binary", X)},
        {"h": Draw("unit", H), "h_sleep": Draw("unit", H), "x_sleep": _UNIT},
    ),
    "helmholtz": Setup(
        {"G1": ((H,), X), "G2": ((H2,), H), "R1": ((X,), H), "R2": ((H,), H2)},
        {"x": Draw("binary", X)},
        {
            "h1": Draw("unit", H),
            "h2": Draw("unit", H2),
            "h2_sleep": Draw("unit", H2),
            "h1_sleep": Draw("unit", H),
            "x_sleep": _UNIT,
        },
    ),
    "aavae": Setup(
        {"G": ((Z,), IMAGE), "D": ((IMAGE,), LABEL), "Q": ((IMAGE,), normal(Z))},
        {"x": Draw("unit", IMAGE)},
        _TWO_CODES | {"z_generated": _CODE},
    ),
    "aavae_degenerate": _vae(Draw("unit", IMAGE), IMAGE, encoder="Q"),
    "aacvae": Setup(
        {
            "G": ((Z, K), X),
            "D": ((X, K), LABEL),
            "Q": ((X, K), normal(Z)),
            "C": ((X,), (K,)),
        },
        {"x": _UNIT, "c": Draw("cat", (K,)), "t": Draw("cat", (K,))},
        _TWO_CODES | {"z_generated": _CODE},
    ),
    "gan": _gan(IMAGE),
    "wgan": _gan(X),
    "wgan_gp": _gan(IMAGE, y=Draw("unit", ())),
    "hinge_gan": _gan(X),
    "lsgan": _gan(X),
    "minimax_gan": _gan(X),
    "ratio_gan": _gan(X),
    "relativistic_gan": _gan(X),
    **{f"f_gan_{name.replace('-', '_')}": _gan(X) for name in F_DIVERGENCES},
    "cgan": Setup(
        {"G": ((Z, K), X), "D": ((X, K), LABEL)},
        {"x": _UNIT, "c": Draw("cat", (K,))},
        {"z": _CODE},
    ),
    "frozen_features": Setup(
        {"G": ((Z,), X), "D": ((X,), LABEL), "T": ((X,), H), "Q": ((H,), normal(Z))},
        {"x": _UNIT},
        {"z": _CODE},
    ),
    "denoising": Setup({"G": ((X,), X)}, {"x": _REAL}, {"u": _REAL}),
    "pix2pix": Setup(
        {"G": ((H,), X), "D": ((H, X), LABEL)}, {"a": Draw("real", H), "x": _REAL}, {}
    ),
    "acgan": Setup(
        {"G": ((Z, K), X), "D": ((X,), LABEL), "C": ((X,), (K,))},
        {"x": _UNIT, "c": Draw("cat", (K,))},
        {"z": _CODE},
    ),
    "infogan": Setup(
        {"G": ((Z,), X), "D": ((X,), LABEL), "Q": ((X,), normal(Z))}, {"x": _UNIT}, {"z": _CODE}
    ),
    "infogan_code": Setup(
        {"G": ((Z, K), X), "D": ((X,), LABEL), "Q": ((X,), (K,))},
        {"x": _UNIT},
        {"z": _CODE, "c": Draw("unit", ())},
    ),
    "aae": Setup({"E": ((X,), Z), "D": ((Z,), LABEL), "G": ((Z,), X)}, {"x": _UNIT}, {"z": _CODE}),
    "ada": _DOMAINS,
    "dann": _DOMAINS,
    "vaegan": Setup(
        {"E": ((X,), normal(Z)), "G": ((Z,), X), "D": ((X,), LABEL)}, {"x": _UNIT}, _TWO_CODES
    ),
    "ali": _ALI,
    "relativistic_ali": _ALI,
    "cyclegan": Setup(
        {"F": ((X,), H), "G": ((H,), X), "A": ((X,), LABEL), "B": ((H,), LABEL)},
        {"a": _REAL, "b": Draw("real", H)},
        {},
    ),
}


def make(model_name: str, seed: int) -> tuple[dict[str, nn.Module], dict[str, Any], dict[str, Any]]:
    """Nets, batch and noise of a model, the same for the same seed; global state is untouched."""
    generator = torch.Generator().manual_seed(seed)
    setup = SETUPS[model_name]
    with torch.random.fork_rng(devices=[]):
        nets: dict[str, nn.Module] = {n: Net(*shapes) for n, shapes in setup.nets.items()}
    with torch.no_grad():
        for net in nets.values():
            for parameter in net.parameters():
                parameter.normal_(0, 0.5, generator=generator)
    return nets, _draw(setup.batch, generator), _draw(setup.noise, generator)


def _draw(plan: Mapping[str, Any], generator: torch.Generator) -> dict[str, Any]:
    return {
        name: what(generator) if isinstance(what, Draw) else _draw(what, generator)
        for name, what in plan.items()
    }
