"""A new constructor is one file, and one for the module that it writes, if torch has none."""

from __future__ import annotations

import subprocess
import sys

from tests.extending.workshop import Workshop

FILES = ["schematic/constructors/residual.py", "schematic/emit/kernels/residual.py"]
SPEC = """
model Deep "a GAN of residual nets, whose encoder stands on the discriminator"

visible   x : unit[4, 2] ~ data
latent    z : real[8]    ~ Normal(0, 1)
indicator y : {fake, real}

z ..|> x = G[θ]
x -!>  y ~ D[φ]
x ->   z ~ Q[ω]

net G = residual(16, 16)
net D = residual(16, 24, act = leaky)
net Q = residual(8) on D
"""


def test_a_constructor_is_two_files(workshop: Workshop) -> None:
    workshop.extend("residual")
    workshop.add("deep.sgm", SPEC)
    assert workshop.sgm("check", "deep.sgm") == "deep.sgm: no findings\n"
    workshop.sgm("compile", "deep.sgm", "-o", "deep.py")
    source = (workshop.folder / "deep.py").read_text()
    assert source.count("class ResidualBlock(nn.Module):") == 1
    assert "ResidualBlock(16, 24, nn.LeakyReLU(0.2))" in source
    assert "import schematic" not in source
    subprocess.run([sys.executable, "-I", workshop.folder / "deep.py"], check=True)
    assert "0 failed" in workshop.sgm("verify", "deep.sgm")
    workshop.compare("residual")
    assert workshop.touched() == FILES
    assert workshop.edited() == []


def test_sizes_are_asked_for(workshop: Workshop) -> None:
    workshop.extend("residual")
    workshop.add("deep.sgm", SPEC.replace("residual(16, 16)", "residual"))
    found = workshop.fails("check", "deep.sgm")
    assert "error[SGM505]: `residual` of net `G` needs its sizes" in found
    workshop.add("unknown.sgm", SPEC.replace("residual(16, 16)", "residul(16)"))
    assert "did you mean `residual`?" in workshop.fails("check", "unknown.sgm")
