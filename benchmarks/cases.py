"""The models of the contest: a spec of the zoo at a size, its data, its noise and its weights."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

import schematic
from benchmarks.contest import PROOF_STEPS, Contestant, Noise
from schematic.resources import zoo

LR = 1e-3
BETAS = (0.5, 0.999)


@dataclass(frozen=True)
class Size:
    """Widths and the batch.

    Attributes:
        x: elements of an example.
        z: of a code.
        wide: the hidden layers of G and E (and, backwards, of D and Q), or their channels.
        batch: examples.
        side: height and width of an example that is an image; 0 where it is a row.
    """

    x: int
    z: int
    wide: tuple[int, ...]
    batch: int
    side: int = 0

    @property
    def shape(self) -> tuple[int, ...]:
        """Of an example."""
        return (1, self.side, self.side) if self.side else (self.x,)


BIG, SMALL = Size(784, 20, (400,), 128), Size(64, 8, (64,), 64)
BIG_GAN = Size(784, 64, (256, 512), 128)
IMAGES: Mapping[str, Size] = {
    "28×28": Size(784, 64, (64, 32), 64, side=28),
    "64×64": Size(4096, 64, (128, 64, 32), 32, side=64),
}
SIZES: Mapping[str, Mapping[str, Size]] = {
    **{
        name: {"small": SMALL, "big": BIG_GAN if "gan" in name else BIG}
        for name in ("ae", "vae", "gan", "infogan", "infogan-code", "aae", "aavae")
    },
    "ada": {"small": SMALL, "big": BIG},
    "helmholtz": {"small": SMALL, "big": BIG},
    "conv-gan": IMAGES,
    "conv-vae": IMAGES,
}
"""The sizes of each model, the smallest first."""


@dataclass(frozen=True)
class Case:
    """A model at a size.

    Attributes:
        name: of the spec in the zoo.
        size: the widths.
        spec: the schematic at this size.
        batch: the data.
        noises: base noise of the updates of the proof.
    """

    name: str
    size: Size
    spec: Any
    batch: Mapping[str, Any]
    noises: tuple[Mapping[str, Tensor], ...]

    def compile(self, *, fast: bool = False) -> Any:
        """The compiled model, at the same weights every time."""
        return schematic.compile(self.spec, seed=0, fast=fast)

    def nets(self) -> dict[str, nn.Module]:
        """The nets of the compiled model, as copies; layers one after another are just that."""
        nets = {name: copy.deepcopy(net) for name, net in self.compile().named_children()}
        return {
            n: nn.Sequential(*m) if isinstance(m, nn.Sequential) else m for n, m in nets.items()
        }


def case_of(name: str, size: Size) -> Case:
    """The case, seeded, in PyTorch's default type."""
    generator = torch.Generator().manual_seed(0)
    spec = schematic.parse(
        _resize(name, zoo()[name].read_text("utf-8"), size), shapes=_shapes(name, size)
    )
    batch = _batch(name, size, generator)
    noises = tuple(_noise(name, size, generator) for _ in range(PROOF_STEPS))
    return Case(name, size, spec, batch, noises)


def _resize(name: str, text: str, size: Size) -> str:
    """The zoo's text with its widths replaced."""
    up, down = (f"mlp({', '.join(map(str, wide))})" for wide in (size.wide, size.wide[::-1]))
    text = re.sub(r"let d = \d+", f"let d = {size.z}", text)
    text = re.sub(r"(net [GE] *= )mlp\(.*?\)", rf"\g<1>{up}", text)
    text = re.sub(r"(net [DQ] *= )mlp\(.*?\)", rf"\g<1>{down}", text)
    channels = (", ".join(map(str, wide)) for wide in (size.wide, size.wide[::-1]))
    for nets, many in zip(("G", "DE"), channels, strict=True):
        text = re.sub(rf"(net [{nets}] *= conv\()[\d, ]*\d", rf"\g<1>{many}", text)
    widths = {
        "gan": [("real[64]", f"real[{size.z}]")],
        "ada": [("cat[2]", "cat[10]"), ("real[32]", f"real[{size.z}]")],
        "helmholtz": [
            ("binary[64]", f"binary[{size.wide[0]}]"),
            ("binary[16]", f"binary[{size.z}]"),
        ],
    }
    for old, new in widths.get(name, ()):
        assert old in text, (name, old)
        text = text.replace(old, new)
    return text


def _shapes(name: str, size: Size) -> dict[str, tuple[int, ...]]:
    return {"z" if name == "ada" else "x": size.shape}


def _batch(name: str, size: Size, generator: torch.Generator) -> dict[str, Any]:
    if name == "ada":
        source, target = torch.randn(2, size.batch, size.x, generator=generator)
        classes = torch.randint(10, (size.batch,), generator=generator)
        return {"z": {"source": source, "target": target}, "t": classes}
    return {"x": torch.rand(size.batch, *size.shape, generator=generator).round()}


def _noise(name: str, size: Size, generator: torch.Generator) -> dict[str, Tensor]:
    def uniform(width: int) -> Tensor:
        return torch.rand(size.batch, width, generator=generator)

    if name in ("ae", "ada"):
        return {}
    if name == "infogan-code":
        classes = torch.rand(size.batch, generator=generator)
        return {"z": torch.randn(size.batch, size.z, generator=generator), "c": classes}
    if name == "helmholtz":
        hidden = size.wide[0]
        widths = {"h1": hidden, "h2": size.z, "h2_sleep": size.z, "h1_sleep": hidden}
        return {node: uniform(width) for node, width in {**widths, "x_sleep": size.x}.items()}
    names = ("z", "z_prior", "z_generated") if name == "aavae" else ("z",)
    return {node: torch.randn(size.batch, size.z, generator=generator) for node in names}


def fast(case: Case) -> Contestant:
    """Our step as one compiled graph; its second step compiles."""
    model = case.compile(fast=True)
    optimizers = model.optimizers(lr=LR, betas=BETAS)
    return Contestant("fast", lambda _: model.step(case.batch, optimizers), {})


def compiled(case: Case, name: str = "schematic") -> Contestant:
    """Our step."""
    model = case.compile()
    optimizers, draw = model.optimizers(lr=LR, betas=BETAS), model.draw

    def step(noise: Noise) -> Mapping[str, Tensor]:
        if noise is not None:  # only in the proof
            model.draw = lambda batch, _=None: draw(batch, noise)
        losses = model.step(case.batch, optimizers)
        if noise is not None:
            del model.draw
        return losses

    return Contestant(name, step, {})


def adam(*nets: nn.Module, fused: bool = False) -> torch.optim.Adam:
    """The Adam of a script: plain, or with all parameters in one kernel."""
    parameters = [p for net in nets for p in net.parameters()]
    return torch.optim.Adam(parameters, lr=LR, betas=BETAS, fused=fused or None)


def normal(noise: Noise, name: str, rows: int, width: int) -> Tensor:
    """A standard normal draw, or the one that is dictated."""
    return torch.randn(rows, width) if noise is None else noise[name]
