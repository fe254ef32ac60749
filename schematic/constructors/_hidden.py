"""A layer inside a net, with all that stands behind it: norm, activation, dropout."""

from __future__ import annotations

from schematic.constructors._constructor import Inside

WIDEST = 84
GROUPS = 8


def with_weights(layer: str, inside: Inside) -> str:
    """A layer with weights, which a spectral norm divides by their largest singular value."""
    return f"spectral_norm({layer})" if inside.options.norm == "spectral" else layer


def hidden(layer: str, width: int, inside: Inside, *, maps: bool, normed: bool = True) -> str:
    """A layer inside a net as a row: the layer, its norm, the activation, dropout.

    Args:
        layer: as PyTorch writes it.
        width: how many features or channels it gives.
        inside: what the net says.
        maps: whether these are maps, [B, C, H, W], rather than rows.
        normed: whether there is a norm behind it; a first layer that reads an image has none.
    """
    norm = norm_layer(width, inside, maps=maps) if normed else ""
    if norm and inside.options.norm in ("batch", "instance"):  # a norm takes a constant away
        layer = f"{layer.removesuffix(')')}, bias=False)"
    return row(with_weights(layer, inside), *behind(norm, inside))


def behind(norm: str, inside: Inside) -> tuple[str, ...]:
    """What stands behind a layer, given its norm."""
    dropout = inside.options.dropout
    return tuple(filter(None, (norm, inside.act, f"nn.Dropout({dropout:g})" if dropout else "")))


def norm_layer(width: int, inside: Inside, *, maps: bool) -> str:
    """The layer that normalises values; empty where there is none."""
    match inside.options.norm:
        case "batch":
            return f"nn.BatchNorm{'2d' if maps else '1d'}({width})"
        case "layer":
            return f"nn.GroupNorm(1, {width})" if maps else f"nn.LayerNorm({width})"
        case "group":
            return f"nn.GroupNorm({groups(width)}, {width})"
        case "instance":
            return f"nn.InstanceNorm2d({width}, affine=True)"
        case _:
            return ""


def groups(width: int) -> int:
    """How many groups a group norm makes of some channels: at most 8, of equal size."""
    return next(count for count in range(min(GROUPS, width), 0, -1) if width % count == 0)


def row(*layers: str) -> str:
    """Layers on one line; where that is too short, the first has a line of its own."""
    line = ", ".join(layers)
    if len(line) <= WIDEST or len(layers) == 1:
        return line
    return f"{layers[0]},\n{', '.join(layers[1:])}"
