"""A U-Net: maps that shrink and grow again, with shortcuts between those of one size."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from schematic.emit.kernels.attention import Attention
from schematic.emit.kernels.channels_last import channels_last


class TellingBlock(nn.Module):
    """A residual block that is told features: they scale and shift its maps."""

    def __init__(
        self,
        before: int,
        after: int,
        features: int,
        act: nn.Module,
        norm: Callable[[int], nn.Module],
        dropout: float,
    ) -> None:
        """Take the channels, how many features it is told, and what stands between layers."""
        super().__init__()
        self.first = nn.Sequential(norm(before), act, nn.Conv2d(before, after, 3, padding=1))
        self.norm = norm(after)
        self.second = nn.Sequential(act, nn.Dropout(dropout), nn.Conv2d(after, after, 3, padding=1))
        self.told = nn.Linear(features, 2 * after) if features else None
        self.shortcut = nn.Identity() if before == after else nn.Conv2d(before, after, 1)

    def forward(self, maps: Tensor, told: Tensor) -> Tensor:
        """Maps [B, before, H, W] and features [B, features] → [B, after, H, W]."""
        inner = self.norm(self.first(maps))
        if self.told is not None:
            scale, shift = self.told(told)[..., None, None].chunk(2, 1)
            inner = inner * (1 + scale) + shift
        output: Tensor = self.shortcut(maps) + self.second(inner)
        return output


class AttentionOnMaps(nn.Module):
    """Each pixel reads the others, in a residual block."""

    def __init__(self, width: int, heads: int, norm: Callable[[int], nn.Module]) -> None:
        """Take the channels, and how many heads share them."""
        super().__init__()
        self.norm, self.attention = norm(width), Attention(width, heads)

    def forward(self, maps: Tensor) -> Tensor:
        """Maps [B, C, H, W] → [B, C, H, W]."""
        pixels = self.norm(maps).flatten(2).transpose(1, 2)
        output: Tensor = maps + self.attention(pixels).transpose(1, 2).reshape(maps.shape)
        return output


class UNet(nn.Module):
    """From images to one of the same sides, given what else there is  [Ronneberger2015, Ho2020]."""

    def __init__(
        self,
        before: int,
        after: int,
        widths: Sequence[int],
        *given: nn.Module,
        features: int,
        act: nn.Module,
        norm: Callable[[int], nn.Module] = lambda width: nn.Identity(),
        depth: int = 1,
        heads: int = 0,
        dropout: float = 0.0,
    ) -> None:
        """Take the channels of both ends and of each level.

        Args:
            before: channels of all images that it reads.
            after: channels that it gives.
            widths: channels of each level; each but the first has half the sides of the one before.
            given: what makes features of each parent that is no image.
            features: how many of them there are.
            act: what stands between layers.
            norm: what normalises maps of some channels.
            depth: blocks of each level, on the way down and on the way up.
            heads: of the attention between the pixels of the last level; 0 where there is none.
            dropout: the probability with which a value is dropped in training.
        """
        super().__init__()

        def blocks(before: int, after: int) -> nn.ModuleList:
            steps = [(before, after), *[(after, after)] * (depth - 1)]
            return nn.ModuleList(
                [TellingBlock(a, b, features, act, norm, dropout) for a, b in steps]
            )

        pairs = list(itertools.pairwise(widths))
        self.given, self.act = nn.ModuleList(given), act
        self.first = nn.Conv2d(before, widths[0], 3, padding=1)
        self.down = nn.ModuleList([blocks(width, width) for width in widths[:-1]])
        self.shrink = nn.ModuleList([nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in pairs])
        self.middle = blocks(widths[-1], widths[-1])
        self.attend = AttentionOnMaps(widths[-1], heads, norm) if heads else nn.Identity()
        self.grow = nn.ModuleList([nn.Conv2d(b, a, 3, padding=1) for a, b in reversed(pairs)])
        self.up = nn.ModuleList([blocks(2 * a, a) for a, _ in reversed(pairs)])
        self.last = nn.Sequential(norm(widths[0]), act, nn.Conv2d(widths[0], after, 3, padding=1))

    def forward(self, *parents: Tensor) -> Tensor:
        """Raw parameters, [B, after, H, W], given images [B, C, H, W] and rows [B, …]."""
        images = [each for each in parents if each.dim() == 4]
        maps: Tensor = self.first(channels_last(torch.cat(images, 1)))
        rows = [each.flatten(1) for each in parents if each.dim() != 4]
        told = maps.new_zeros(len(maps), 0)
        if rows:
            told = self.act(sum(make(each) for make, each in zip(self.given, rows, strict=True)))
        seen = []
        for blocks, shrink in zip(self.down, self.shrink, strict=True):
            maps = through(blocks, maps, told)
            seen.append(maps)
            maps = shrink(maps)
        maps = self.attend(through(self.middle, maps, told))
        for grow, blocks, shortcut in zip(self.grow, self.up, reversed(seen), strict=True):
            larger = nn.functional.interpolate(maps, size=shortcut.shape[-2:])
            maps = through(blocks, torch.cat([grow(larger), shortcut], 1), told)
        output: Tensor = self.last(maps)
        return output


def through(blocks: nn.Module, maps: Tensor, told: Tensor) -> Tensor:
    """Maps through some blocks, each of which is told features."""
    for block in blocks.children():
        maps = block(maps, told)
    return maps
