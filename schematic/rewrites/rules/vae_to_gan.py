"""`vae to gan`: the paper's chain backwards, from a VAE to a GAN [Hu2018, sec. 3.3]."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from schematic.graph import Schematic
from schematic.rewrites.apply import apply_all
from schematic.rewrites.edit import fresh_node, inferring
from schematic.rewrites.rewrite import Refusal, Rewrite
from schematic.rewrites.rules.activate import Activate
from schematic.rewrites.rules.add_indicator import AddIndicator
from schematic.rewrites.rules.drop_code import DropCode
from schematic.rewrites.rules.swap_processes import SwapProcesses


@dataclass(frozen=True)
class VaeToGan(Rewrite):
    """It stands for `add y | activate y | swap processes | drop code z` of the only z."""

    words = "vae to gan"
    example = "vae to gan"
    summary = "the paper's chain from a VAE to a GAN"
    undone_by = "gan to vae"

    def rewrite(self, schematic: Schematic) -> Schematic | Refusal:
        """It applies where there is no game yet and one code; it is the chain."""
        chain = self.chain(schematic)
        return chain if isinstance(chain, Refusal) else apply_all(chain, schematic)

    def chain(self, schematic: Schematic) -> tuple[Rewrite, ...] | Refusal:
        """The chain that the name stands for."""
        if any(f.red for f in schematic.factors):
            return Refusal("a VAE has no red arrow")
        codes = list(inferring(schematic))
        if len(codes) != 1:
            return Refusal(f"a VAE infers one code, and here are {len(codes)}")
        y = fresh_node(schematic, "y")
        return AddIndicator(y), Activate(y), SwapProcesses(), DropCode(codes[0])

    @classmethod
    def moves(cls, schematic: Schematic) -> Iterator[Self]:
        """None: `path` and `atlas` find the chain by its parts."""
        yield from ()


RULE = VaeToGan
