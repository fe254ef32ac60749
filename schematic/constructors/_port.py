"""What stands at the ends of a net: the values it takes, and the raw parameters it returns."""

from __future__ import annotations

from typing import NamedTuple

from schematic.spaces import Space, is_image, width


class Port(NamedTuple):
    """The ends of one use of a net.

    Attributes:
        parents: the spaces of its arguments.
        child: the space of what its output speaks of.
        copies: how many tensors of the child's shape it returns, joined (2 for a Normal).
        backwards: whether training follows it from the child to its first parent.
    """

    parents: tuple[Space, ...]
    child: Space
    copies: int
    backwards: bool = False

    @property
    def is_known(self) -> bool:
        """Whether all shapes are known."""
        return all(space.shape is not None for space in (*self.parents, self.child))

    @property
    def image(self) -> Space | None:
        """The first parent that is an image, [channels, height, width], if there is one."""
        return next(filter(is_image, self.parents), None)

    @property
    def inputs(self) -> int:
        """How many numbers the net takes an example."""
        return sum(width(space) for space in self.parents)

    @property
    def outputs(self) -> int:
        """How many numbers the net returns an example."""
        return self.copies * width(self.child)

    @property
    def joined(self) -> tuple[int, ...]:
        """The event shape of all that it returns: copies are joined as channels, or at the end."""
        shape = self.child.shape or ()
        if len(shape) == 2:
            return (shape[0], shape[1] * self.copies)
        return (shape[0] * self.copies, *shape[1:]) if shape else ()

    def agrees(self, other: Port) -> bool:
        """Whether one net can serve both uses."""
        mine, yours = (*self.parents, self.child), (*other.parents, other.child)
        if len(mine) != len(yours) or self.copies != other.copies:
            return False
        return all(_compatible(a, b) for a, b in zip(mine, yours, strict=True))


def describe(port: Port) -> str:
    """The ends in words: `(real[64]) → 2 × unit[1, 8, 8]`."""
    copies = f"{port.copies} × " if port.copies > 1 else ""
    return f"({', '.join(map(str, port.parents))}) → {copies}{port.child}"


def _compatible(a: Space, b: Space) -> bool:
    """Whether a net that takes the one takes the other; unknown shapes may turn out to be equal."""
    if (a.classes or b.classes) and a != b:
        return False
    return a.shape is None or b.shape is None or a.shape == b.shape
