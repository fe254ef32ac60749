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
LEVEL = (1,)


class Hidden(nn.Module):
    """A layer of tanh of some flattened parents; a parent given as an int is cat[k]."""

    def __init__(self, parents: tuple[Shape | int, ...], hidden: int) -> None:
        super().__init__()
        self.parents = parents
        width = sum(p if isinstance(p, int) else math.prod(p) for p in parents)
        self.inner = nn.Linear(width, hidden, dtype=torch.float64)

    def forward(self, *values: Tensor) -> Tensor:
        pairs = zip(values, self.parents, strict=True)
        flat = [one_hot(v, p).double() if isinstance(p, int) else v.flatten(1) for v, p in pairs]
        return self.inner(torch.cat(flat, 1)).tanh()


class Net(nn.Module):
    """A two-layer tanh perceptron of its parents, the first layer being its trunk."""

    def __init__(self, parents: tuple[Shape | int, ...], out: Shape, hidden: int = 4) -> None:
        super().__init__()
        self.out = out
        self.trunk = Hidden(parents, hidden)
        self.outer = nn.Linear(hidden, math.prod(out), dtype=torch.float64)

    def forward(self, *values: Tensor) -> Tensor:
        return self.outer(self.trunk(*values)).reshape(-1, *self.out)


class Coupled(nn.Module):
    """Two affine couplings, of the first element and of the others, given any other parents."""

    def __init__(self, parents: tuple[Shape | int, ...]) -> None:
        super().__init__()
        (size,), *given = parents
        self.rest = Net(((1,), *given), (2 * (size - 1),))
        self.first = Net(((size - 1,), *given), (2,))

    def forward(self, value: Tensor, *given: Tensor) -> tuple[Tensor, Tensor]:
        first, rest = value[:, :1], value[:, 1:]
        scale, shift = self.rest(first, *given).chunk(2, 1)
        rest = rest * scale.exp() + shift
        other, move = self.first(rest, *given).chunk(2, 1)
        return torch.cat([first * other.exp() + move, rest], 1), (scale.sum(1) + other.sum(1))

    def inverse(self, value: Tensor, *given: Tensor) -> tuple[Tensor, Tensor]:
        first, rest = value[:, :1], value[:, 1:]
        other, move = self.first(rest, *given).chunk(2, 1)
        first = (first - move) / other.exp()
        scale, shift = self.rest(first, *given).chunk(2, 1)
        return torch.cat([first, (rest - shift) / scale.exp()], 1), -scale.sum(1) - other.sum(1)


class Draw(NamedTuple):
    """A tensor to draw: real (standard normal), unit (uniform), binary, or cat (shape (k,)).

    Of those that are `partly` there, every second example is missing.
    """

    kind: str
    shape: Shape
    size: int = B
    partly: bool = False

    def __call__(self, generator: torch.Generator) -> Tensor:
        values = self._drawn(generator)
        if self.partly:
            values[::2] = math.nan if values.is_floating_point() else -1
        return values

    def _drawn(self, generator: torch.Generator) -> Tensor:
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
    """What a model needs: nets as (parents, raw output shape), the batch, the base noise.

    An invertible net has no output shape: it returns as much as its first parent.
    """

    nets: Mapping[str, tuple[tuple[Shape | int, ...], Shape] | tuple[tuple[Shape | int, ...]]]
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


def _mixed(shape: Shape) -> dict[str, Draw]:
    return {"t": Draw("unit", LEVEL), "u": Draw("real", shape)}


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

_LABELS = Draw("cat", (K,), partly=True)
_SSVAE = {"G": ((Z, K), X), "E": ((X, K), normal(Z)), "C": ((X,), (K,))}

SETUPS: Mapping[str, Setup] = {
    "ae": Setup({"G": ((Z,), X), "E": ((X,), Z)}, {"x": _UNIT}, {}),
    "vae": _vae(Draw("unit", IMAGE), IMAGE),
    "beta_vae": _vae(_UNIT, X),
    "vae_normal": _vae(Draw("real", IMAGE), normal(IMAGE)),
    "vae_laplace": _vae(_REAL, X),
    "perceptual": Setup(
        {"G": ((Z,), X), "E": ((X,), normal(Z)), "T": ((X,), H)},
        {"x": _UNIT},
        {"z": Draw("real", (B, *Z), size=2)},
    ),
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
    "latent_diffusion": Setup(
        {"E": ((X,), normal(Z)), "G": ((Z,), X), **{f"U_{t}": ((Z,), Z) for t in (1, 2, 3)}},
        {"x": _UNIT},
        {f"z_{t}": _CODE for t in (0, 1, 2, 3)},
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
    "flow": Setup({"F": ((X,),)}, {"x": _REAL}, {}),
    "conditional_flow": Setup({"F": ((X, K),)}, {"x": _REAL, "c": Draw("cat", (K,))}, {}),
    "iaf": Setup(
        {"E": ((X,), normal(Z)), "A": ((Z, X),), "G": ((Z,), X)}, {"x": _UNIT}, {"u": _CODE}
    ),
    "flow_prior": Setup(
        {"G": ((Z,), X), "F": ((Z,),), "E": ((X,), normal(Z))}, {"x": _UNIT}, {"z": _CODE}
    ),
    "factor_vae": Setup(
        {"G": ((Z,), X), "E": ((X,), normal(Z)), "D": ((Z,), LABEL)},
        {"x": _UNIT},
        {"z": _CODE, "z_marginals": Draw("unit", Z)},
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
    "reweighted": Setup(
        {"G1": ((H,), X), "G2": ((H2,), H), "R1": ((X,), H), "R2": ((H,), H2)},
        {"x": Draw("binary", X)},
        {
            "h1": Draw("unit", (B, *H), size=3),
            "h2": Draw("unit", (B, *H2), size=3),
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
    "ssvae": Setup(_SSVAE, {"x": _UNIT, "t": _LABELS}, {"z": _CODE}),
    "aasvae": Setup(
        _SSVAE | {"D": ((X,), LABEL)},
        {"x": _UNIT, "t": _LABELS},
        _TWO_CODES | {"z_generated": _CODE, "t_prior": Draw("unit", ())},
    ),
    "partly_real": Setup(
        {"G": ((H,), X), "C": ((X,), normal(H))},
        {"x": _UNIT, "v": Draw("real", H, partly=True)},
        {"v": Draw("real", H)},
    ),
    "gmvae": Setup(
        {"P": ((K,), normal(Z)), "G": ((Z,), X), "E": ((X,), normal(Z))}, {"x": _UNIT}, {"z": _CODE}
    ),
    "mixture": Setup(
        {"G": ((H2,), X), "F": ((H2,), normal(H))}, {"x": _UNIT, "v": Draw("real", H)}, {}
    ),
    "gan": _gan(IMAGE),
    "iwgan": _gan(X),
    "predictability": Setup(
        {"A": ((X,), H), "B": ((X,), H2), "G": ((H, H2), X), "P": ((H,), H2), "Q": ((H2,), H)},
        {"x": _UNIT},
        {},
    ),
    "invariant_code": Setup(
        {"E": ((X,), normal(Z)), "G": ((Z, K), X), "C": ((Z,), (K,))},
        {"x": _UNIT, "d": Draw("cat", (K,))},
        {"h": _CODE},
    ),
    "iw_infogan": Setup(
        {"G": ((Z,), X), "D": ((X,), LABEL), "Q": ((X,), normal(Z))}, {"x": _UNIT}, {"z": _CODE}
    ),
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
    "ddpm": Setup({"U": ((IMAGE, LEVEL), IMAGE)}, {"x": Draw("unit", IMAGE)}, _mixed(IMAGE)),
    "flow_matching": Setup(
        {"U": ((X, LEVEL, K), X)}, {"x": _REAL, "c": Draw("cat", (K,))}, _mixed(X)
    ),
    "denoised": Setup(
        {"U": ((LEVEL, X), X)},
        {"x": _REAL},
        {"t": Draw("unit", LEVEL), "u": Draw("real", (B, *X), 2)},
    ),
    "bound_by_noise": Setup({"U": ((X, LEVEL), X)}, {"x": _REAL}, _mixed(X)),
    "bound_by_data": Setup({"U": ((X, LEVEL), X)}, {"x": _REAL}, _mixed(X)),
    "bound_by_velocity": Setup({"U": ((X, LEVEL), X)}, {"x": _REAL}, _mixed(X)),
    "gail": Setup(
        {"P": ((X,), (K,)), "D": ((X, K), LABEL)},
        {"s": _REAL, "a": Draw("cat", (K,))},
        {"a": Draw("unit", ())},
    ),
    "gail_rollout": Setup(
        {"P": ((X,), (K,)), "D": ((X, K), LABEL), "W": ((X, K), X)},
        {f"s_{t}": _REAL for t in (1, 2, 3)} | {f"a_{t}": Draw("cat", (K,)) for t in (1, 2, 3)},
        {f"a_{t}": Draw("unit", ()) for t in (1, 2, 3)} | {f"s_{t}": _REAL for t in (2, 3)},
    ),
    "context_encoder": Setup(
        {"G": ((IMAGE,), IMAGE), "D": ((IMAGE,), LABEL)},
        {"x": Draw("unit", IMAGE), "r": Draw("unit", IMAGE)},
        {},
    ),
    "avb": Setup(
        {"G": ((Z,), X), "E": ((X, H2), Z), "D": ((X, Z), LABEL)},
        {"x": _UNIT},
        {"e": Draw("real", H2), "z_prior": _CODE},
    ),
    "iwgan_minimax": _gan(X),
    "iwgan_ratio": _gan(X),
    "cyclegan_identity": Setup(
        {"F": ((X,), X), "G": ((X,), X), "A": ((X,), LABEL), "B": ((X,), LABEL)},
        dict.fromkeys(("a", "b", "i", "j"), _REAL),
        {},
    ),
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
    "larsen": Setup(
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
        nets: dict[str, nn.Module] = {
            n: Net(*shapes) if len(shapes) == 2 else Coupled(*shapes)
            for n, shapes in setup.nets.items()
        }
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
