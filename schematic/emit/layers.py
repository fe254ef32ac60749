"""What is inside a net → the lines of its `nn.Sequential`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schematic.graph import Net, Schematic, Space
from schematic.graph.ports import Port, is_image, ports, width

ACTIVATION: Mapping[str, str] = {
    "elu": "nn.ELU()",
    "gelu": "nn.GELU()",
    "leaky": "nn.LeakyReLU(0.2)",
    "relu": "nn.ReLU()",
    "sigmoid": "nn.Sigmoid()",
    "silu": "nn.SiLU()",
    "softplus": "nn.Softplus()",
    "tanh": "nn.Tanh()",
}
DEFAULT_SIZES = (256, 256)


@dataclass(frozen=True)
class Layers:
    """The layers of a net: the trunk that others may stand on, and the head. A row is a line."""

    trunk: tuple[str, ...]
    head: tuple[str, ...]


def layers_of(schematic: Schematic, name: str) -> Layers:
    """The layers of a net between its ends, all of which must have a shape."""
    net = schematic.nets.get(name) or Net(name, "mlp", DEFAULT_SIZES)
    port = port_of(schematic, name)
    if net.trunk:
        base = schematic.nets.get(net.trunk) or Net(net.trunk, "mlp", DEFAULT_SIZES)
        features = _features(base, port_of(schematic, net.trunk))
        return Layers((), _dense(features, net, port, start=()))
    return _BUILD[net.constructor](net, port)


def port_of(schematic: Schematic, name: str) -> Port:
    """The ends of a net at its first use."""
    for factor in schematic.factors:
        for ref, port in ports(schematic, factor):
            if ref.net == name:
                return port
    raise KeyError(name)


def takes_maps(schematic: Schematic, name: str) -> bool:
    """Whether a net reads an image as an image, so that several parents are joined as maps."""
    net = schematic.nets.get(name)
    port = port_of(schematic, name)
    return bool(net and net.constructor == "conv" and any(map(is_image, port.parents)))


def _mlp(net: Net, port: Port) -> Layers:
    start = ("nn.Flatten()",) if _needs_flatten(port) else ()
    rows = _dense(port.inputs, net, port, start)
    last = len(rows) - len(_tail(port.outputs, port))
    return Layers(rows[: last - 1], rows[last - 1 :])


def _dense(features: int, net: Net, port: Port, start: tuple[str, ...]) -> tuple[str, ...]:
    """Linear layers of the given sizes, the last one as wide as the output."""
    rows = list(start)
    for size in net.sizes:
        rows.append(f"nn.Linear({features}, {size}), {ACTIVATION[net.activation]}")
        features = size
    rows.append(f"nn.Linear({features}, {port.outputs})")
    return (*rows, *_tail(port.outputs, port))


def _needs_flatten(port: Port) -> bool:
    return len(port.parents) == 1 and len(port.parents[0].shape or ()) > 1


def _tail(features: int, port: Port) -> tuple[str, ...]:
    """Back to the child's shape, where that is more than a vector."""
    shape = port.child.shape or ()
    if len(shape) < 2:
        return ()
    joined = (shape[0] * port.copies, *shape[1:])
    if len(shape) == 2:
        joined = (shape[0], shape[1] * port.copies)
    assert math.prod(joined) == features
    return (f"nn.Unflatten(1, {joined})",)


def _identity(net: Net, port: Port) -> Layers:
    flat = ("nn.Flatten()",) if _needs_flatten(port) else ()
    return Layers((), (*flat, *_tail(port.outputs, port)) or ("nn.Identity()",))


def _conv(net: Net, port: Port) -> Layers:
    """Down from an image to a vector, up from a vector to an image, or across between images."""
    image_in = next(filter(is_image, port.parents), None)
    if image_in is None:
        return _up(net, port)
    return _across(net, port, image_in) if is_image(port.child) else _down(net, port, image_in)


def _channels(port: Port, image: Space) -> int:
    """Channels of the joined input: images bring theirs, vectors one a number."""
    assert image.shape is not None
    return sum(s.shape[0] if s.shape and is_image(s) else width(s) for s in port.parents)


def halved(size: int, times: int) -> list[int]:
    """A side's length after each stride of two, the full length first."""
    sizes = [size]
    for _ in range(times):
        sizes.append((sizes[-1] + 1) // 2)
    return sizes


def _down(net: Net, port: Port, image: Space) -> Layers:
    assert image.shape is not None
    channels, act = _channels(port, image), ACTIVATION[net.activation]
    rows = []
    for size in net.sizes:
        rows.append(f"nn.Conv2d({channels}, {size}, 3, stride=2, padding=1), {act}")
        channels = size
    height, width_ = (halved(side, len(net.sizes))[-1] for side in image.shape[1:])
    rows.append("nn.Flatten()")
    head = f"nn.Linear({channels * height * width_}, {port.outputs})"
    return Layers(tuple(rows), (head, *_tail(port.outputs, port)))


def _up(net: Net, port: Port) -> Layers:
    assert port.child.shape is not None
    channels, *sides = port.child.shape
    heights, widths = (halved(side, len(net.sizes)) for side in sides)
    act = ACTIVATION[net.activation]
    first = net.sizes[0]
    start = (first, heights[-1], widths[-1])
    rows = [f"nn.Linear({port.inputs}, {math.prod(start)}), {act}", f"nn.Unflatten(1, {start})"]
    after = (*net.sizes[1:], channels * port.copies)
    for step, (size, following) in enumerate(zip(net.sizes, after, strict=True)):
        level = len(net.sizes) - 1 - step
        extra = (1 - heights[level] % 2, 1 - widths[level] % 2)
        layer = (
            f"nn.ConvTranspose2d({size}, {following}, 3, stride=2, padding=1, "
            f"output_padding={extra})"
        )
        rows.append(f"{layer}, {act}" if level else layer)
    return Layers(tuple(rows[:-1]), (rows[-1],))


def _across(net: Net, port: Port, image: Space) -> Layers:
    assert port.child.shape is not None
    channels, act = _channels(port, image), ACTIVATION[net.activation]
    rows = []
    for size in net.sizes:
        rows.append(f"nn.Conv2d({channels}, {size}, 3, padding=1), {act}")
        channels = size
    head = f"nn.Conv2d({channels}, {port.child.shape[0] * port.copies}, 3, padding=1)"
    return Layers(tuple(rows), (head,))


def _features(net: Net, port: Port) -> int:
    """How many features the trunk of a net gives an example."""
    if net.constructor != "conv":
        return net.sizes[-1] if net.sizes else port.inputs
    image = next(filter(is_image, port.parents))
    assert image.shape is not None
    sides = (halved(side, len(net.sizes))[-1] for side in image.shape[1:])
    return net.sizes[-1] * math.prod(sides)


_BUILD: Mapping[str, Callable[[Net, Port], Layers]] = {
    "mlp": _mlp,
    "linear": _mlp,
    "identity": _identity,
    "conv": _conv,
}
