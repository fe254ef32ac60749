"""What every constructor answers about the nets that it makes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from schematic.constructors._activations import ACTIVATIONS
from schematic.constructors._options import DEFAULTS, Options
from schematic.constructors._port import Port
from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import page


@dataclass(frozen=True)
class Inside:
    """What a `net` line says in brackets: `mlp(256, 512)`, `scale(0.9)`, `mask(left)`."""

    sizes: tuple[int, ...] = ()
    options: Options = DEFAULTS
    numbers: tuple[float, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def act(self) -> str:
        """The activation as a layer."""
        return ACTIVATIONS[self.options.act]

    @property
    def couples_examples(self) -> bool:
        """Whether in training what it returns for an example depends on the rest of the batch."""
        return self.options.norm == "batch"

    @property
    def normalises_images(self) -> bool:
        """Whether channels of each image are normalised for themselves, one after another."""
        return self.options.norm in ("group", "instance")

    @property
    def has_modes(self) -> bool:
        """Whether it computes something else in training than in evaluation."""
        return self.options.norm in ("batch", "spectral") or self.options.dropout > 0


class NetUse(NamedTuple):
    """A net with its ends, where a finding may point at it."""

    name: str
    span: Span
    inside: Inside
    port: Port


class Layers(NamedTuple):
    """The layers of a net: the trunk that others may stand on, and the head. A row is a line."""

    trunk: tuple[str, ...]
    head: tuple[str, ...]


class Constructor(ABC):
    """The word behind `net G =`.

    Attributes:
        name: the word.
        takes_sizes, needs_sizes: whether numbers may, or must, stand in its brackets.
        numbers: how many numbers, which are not sizes, stand in its brackets.
        patterns: words, of which one may stand there; or, in its place, any number of numbers.
        options: the names of what may be said there besides.
        defaults: what is meant where nothing is said.
        words: of an option whose words do not all mean something to it, those that do.
        has_parameters: whether there is something to train; a net without needs no group.
        stands_on_trunks: whether it can read another net's features: `mlp(64) on D`.
        reads_parents: whether what its nets return depends on their parents.
        joins_parents: whether its nets read one tensor, their parents joined, or each for itself.
        is_invertible: whether its nets are one-to-one from the first parent to the child, given the
            other parents, and tell log|det| of their Jacobian.
    """

    name: str
    takes_sizes = True
    needs_sizes = False
    numbers = 0
    patterns: tuple[str, ...] = ()
    options: tuple[str, ...] = ("act",)
    defaults: Options = DEFAULTS
    words: Mapping[str, tuple[str, ...]] = {}
    has_parameters = True
    stands_on_trunks = False
    reads_parents = True
    joins_parents = True
    is_invertible = False

    @property
    def takes_numbers(self) -> bool:
        """Whether the numbers in its brackets are no sizes."""
        return self.numbers > 0 or bool(self.patterns)

    def is_complete(self, inside: Inside) -> bool:
        """Whether what stands in the brackets is what it wants there."""
        if self.takes_numbers:
            return len(inside.numbers) == self.numbers
        return self.needs_sizes <= bool(inside.sizes) <= self.takes_sizes

    def incomplete(self, span: Span, net: str) -> Diagnostic:
        """The finding where it is not."""
        return sizes_without_meaning(span, net, self)

    def check(self, use: NetUse) -> Iterator[Diagnostic]:
        """Findings about the ends that it cannot join; their shapes are known."""
        yield from ()

    @abstractmethod
    def layers(self, inside: Inside, port: Port) -> Layers:
        """The layers between ends of known shape."""

    def reads_maps(self, port: Port) -> bool:
        """Whether it takes images as images, so that several parents are joined as channels."""
        return False

    def channels_last(self, inside: Inside, port: Port) -> bool:
        """Whether maps between its layers are to lie in memory with their channels last.

        It is asked where its layers stand one after another; only the speed depends on it.
        """
        return False

    def passes(self, port: Port) -> bool:
        """Whether it hands its parents on as they are, so that a hollow child is that value."""
        return False

    def slope(self, inside: Inside) -> float | None:
        """The number by which it multiplies, where that is all it does and nobody trains it."""
        return None

    def has_features(self, inside: Inside, port: Port) -> bool:
        """Whether its layers but the last give another net something to stand on."""
        return False

    def features(self, inside: Inside, port: Port) -> int:
        """How many features its trunk gives an example, where it has some."""
        raise NotImplementedError

    def on(self, features: int, inside: Inside, port: Port) -> Layers:
        """The layers on another net's features, where it can stand on them."""
        raise NotImplementedError


@page("SGM505")
def sizes_without_meaning(span: Span, net: str, constructor: Constructor) -> Diagnostic:
    """Numbers that a constructor does not take, or none where it needs them.

    The numbers in brackets are the widths of the layers inside: `mlp(256, 512)`, or their
    channels: `conv(32, 64)`. `linear` and `identity` have none, and `scale` has one number, its
    factor; the sizes at the ends of a net always follow from its nodes.
    """
    name = constructor.name
    message, cure = f"`{name}` of net `{net}` takes no sizes", f"write `{name}` alone, or use `mlp`"
    if constructor.numbers:
        message, cure = f"`{name}` of net `{net}` needs one number", f"write `{name}(0.9)`"
    if constructor.needs_sizes:
        message, cure = f"`{name}` of net `{net}` needs its sizes", f"write `{name}(32, 64)`"
    return Diagnostic("SGM505", message, span, "", cure)
