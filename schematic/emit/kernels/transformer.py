"""A transformer over the tokens of all parents, and those that the output is read off."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from schematic.emit.kernels.attention import Attention


class Transposed(nn.Module):
    """Tokens behind features, or features behind tokens."""

    def forward(self, value: Tensor) -> Tensor:
        """[B, A, C] → [B, C, A]."""
        return value.transpose(1, 2)


class AttendingBlock(nn.Module):
    """An attention and two linear layers, each added to what it reads."""

    def __init__(self, width: int, heads: int, act: nn.Module, dropout: float) -> None:
        """Take the width of a token, the heads, and what stands between layers."""
        super().__init__()
        self.attend = nn.Sequential(nn.LayerNorm(width), Attention(width, heads))
        self.think = nn.Sequential(
            nn.LayerNorm(width),
            nn.Linear(width, 4 * width),
            act,
            nn.Dropout(dropout),
            nn.Linear(4 * width, width),
        )

    def forward(self, tokens: Tensor) -> Tensor:
        """Tokens [B, T, width] → [B, T, width]."""
        tokens = tokens + self.attend(tokens)
        output: Tensor = tokens + self.think(tokens)
        return output


class Transformer(nn.Module):
    """From values as tokens to a value as tokens  [Vaswani2017, Dosovitskiy2021]."""

    def __init__(
        self,
        width: int,
        given: Sequence[int],
        asked: int,
        output: tuple[int, int],
        readers: Sequence[nn.Module],
        writer: nn.Module,
        *,
        depth: int,
        heads: int,
        act: nn.Module,
        dropout: float = 0.0,
    ) -> None:
        """Take what makes tokens of the parents, and the output of tokens.

        Args:
            width: of a token.
            given: how many tokens each parent is.
            asked: how many tokens stand before those of the parents, for the output alone.
            output: the first token that the output is read off, and how many there are.
            readers: what makes tokens of each parent.
            writer: what makes the output, from its tokens [B, count, width].
            depth: how many blocks there are.
            heads: of each attention.
            act: what stands between layers.
            dropout: the probability with which a value is dropped in training.
        """
        super().__init__()
        self.given = list(given)
        self.readers = nn.ModuleList(readers)
        self.places = nn.Parameter(0.02 * torch.randn(asked + sum(given), width))
        self.blocks = nn.Sequential(
            *[AttendingBlock(width, heads, act, dropout) for _ in range(depth)]
        )
        self.norm, self.writer, self.asked = nn.LayerNorm(width), writer, asked
        self.output = slice(output[0], sum(output))

    def forward(self, *parents: Tensor) -> Tensor:
        """Raw parameters, [B, …], given each parent, [B, …]."""
        read = [
            reader(parent).reshape(len(parent), count, -1)
            for reader, parent, count in zip(self.readers, parents, self.given, strict=True)
        ]
        asked = read[0].new_zeros(len(read[0]), self.asked, read[0].shape[-1])
        tokens = self.blocks(torch.cat([asked, *read], 1) + self.places)
        output: Tensor = self.writer(self.norm(tokens[:, self.output]))
        return output
