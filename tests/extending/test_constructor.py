"""A new constructor is one file, and one more for a module that PyTorch does not have.

Here these are blocks whose layers add to what they take: x + f(x).
"""

from __future__ import annotations

from tests.extending.workshop import Workshop

CONSTRUCTOR_PATH = "schematic/constructors/residual.py"
CONSTRUCTOR = '''
"""`residual(64, 64)`: a block x + f(x) for each width, f having one hidden layer as wide."""

from schematic.constructors._constructor import Constructor, Inside, Layers
from schematic.constructors._flat import flattening, unflattening
from schematic.constructors._port import Port


class Residual(Constructor):
    """Blocks of one width follow each other directly; where it changes stands a linear map."""

    name = "residual"
    needs_sizes = True

    def layers(self, inside: Inside, port: Port) -> Layers:
        """A map to each new width, then its block; a map to the child at the end."""
        rows, features = list(flattening(port)), port.inputs
        for size in inside.sizes:
            if size != features:
                rows.append(f"nn.Linear({features}, {size})")
            rows.append(f"ResidualBlock({size}, {inside.act})")
            features = size
        head = f"nn.Linear({features}, {port.outputs})"
        return Layers(tuple(rows), (head, *unflattening(port)))

    def has_features(self, inside: Inside, port: Port) -> bool:
        """What the last block returns."""
        return True

    def features(self, inside: Inside, port: Port) -> int:
        """Its width."""
        return inside.sizes[-1]


CONSTRUCTOR = Residual()
'''
KERNEL_PATH = "schematic/emit/kernels/residual.py"
KERNEL = '''
"""Blocks that add to what they take."""

from __future__ import annotations

from torch import Tensor, nn


class ResidualBlock(nn.Module):
    """A block x + f(x), f being linear, an activation, linear."""

    def __init__(self, width: int, act: nn.Module) -> None:
        """Take the width, and the activation."""
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(width, width), act, nn.Linear(width, width))

    def forward(self, value: Tensor) -> Tensor:
        """The sum, [B, width]."""
        change: Tensor = self.inner(value)
        return value + change
'''
SPEC = """
visible x : unit[1, 4, 4] ~ data
latent  z : real[3] ~ Normal(0, 1)
latent  c : real[2] ~ Normal(0, 1)
z, c -> x ~ G[θ]
x ..> z ~ E[η]
x ..> c ~ C[η]
net G = residual(64, 64)
net E = residual(8, act = silu)
net C = mlp(5) on E
"""
LOAD_BAD = """
import schematic
try:
    schematic.load("bad.sgm")
except schematic.SchematicError as error:
    print(error)
"""


def test_a_constructor_is_a_file_on_each_floor(workshop: Workshop) -> None:
    workshop.add(CONSTRUCTOR_PATH, CONSTRUCTOR)
    workshop.add(KERNEL_PATH, KERNEL)
    (workshop.folder / "deep.sgm").write_text(SPEC, encoding="utf-8")
    (workshop.folder / "bad.sgm").write_text(SPEC.replace("(64, 64)", ""), encoding="utf-8")
    workshop.sgm("check", "deep.sgm")
    assert "0 failed" in workshop.sgm("verify", "deep.sgm")
    written = workshop.sgm("compile", "deep.sgm")
    assert "class ResidualBlock(nn.Module):" in written
    assert "nn.Linear(5, 64),\n            ResidualBlock(64, nn.ReLU())," in written
    assert "SGM505" in workshop.python(LOAD_BAD)
    (workshop.folder / "model.py").write_text(written, encoding="utf-8")
    assert workshop.python("import runpy; runpy.run_path('model.py', run_name='__main__')")
    assert sorted(workshop.touched()) == sorted([CONSTRUCTOR_PATH, KERNEL_PATH])
