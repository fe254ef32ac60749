"""`gan to vae`: the paper's own chain from a GAN to a VAE [Hu2018, sec. 3.3]."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from schematic.graph import Schematic
from schematic.rewrites.apply import apply_all
from schematic.rewrites.edit import generating, inferring
from schematic.rewrites.rewrite import Refusal, Rewrite
from schematic.rewrites.rules.add_code import AddCode
from schematic.rewrites.rules.degenerate import Degenerate
from schematic.rewrites.rules.drop_indicator import DropIndicator
from schematic.rewrites.rules.swap_processes import SwapProcesses


@dataclass(frozen=True)
class GanToVae(Rewrite):
    """It stands for `add code z | swap processes | degenerate y | drop y` of the only z and y."""

    words = "gan to vae"
    example = "gan to vae"
    summary = "the paper's chain from a GAN to a VAE"
    undone_by = "vae to gan"

    def rewrite(self, schematic: Schematic) -> Schematic | Refusal:
        """It applies where there is one game and one code; it is the chain."""
        chain = self.chain(schematic)
        return chain if isinstance(chain, Refusal) else apply_all(chain, schematic)

    def chain(self, schematic: Schematic) -> tuple[Rewrite, ...] | Refusal:
        """The chain that the name stands for."""
        games = schematic.games
        if schematic.predictions:
            return Refusal("a VAE predicts nothing adversarially", "remove those red arrows")
        if len(games) != 1:
            return Refusal(f"a GAN has one solid red arrow, and here are {len(games)}")
        inferred, generated = inferring(schematic), generating(schematic)
        parents = {p for n in games[0].parents if n in inferred for p in inferred[n].parents}
        codes = [p for p in parents - inferred.keys() if not schematic.nodes[p].is_data]
        if len(codes) != 1:
            return Refusal(f"a GAN infers what is judged from one code, and here are {len(codes)}")
        if codes[0] in generated:
            return Refusal(f"`{codes[0]}` is generated already", f"drop code {codes[0]}")
        y = games[0].child
        return AddCode(codes[0]), SwapProcesses(), Degenerate(y), DropIndicator(y)

    @classmethod
    def moves(cls, schematic: Schematic) -> Iterator[Self]:
        """None: `path` and `atlas` find the chain by its parts."""
        yield from ()


RULE = GanToVae
