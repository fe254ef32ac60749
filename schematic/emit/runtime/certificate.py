"""A graph of a step → proof that it does what the plain step does, or an error that says what not.

Both are rehearsed from the same state, on the same two batches, with the same random numbers. The
plain step follows the graph: after each update it goes on with what the graph has made of
parameters and averages. So everything is compared at the same point, and what is rounding in one
place is not enlarged by the next. (Adam moves a parameter by its whole rate even where its gradient
is rounding alone.)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from schematic.emit.runtime.assumptions import copied_batch, other_batch, tensors
from schematic.emit.runtime.kept_values import is_same
from schematic.emit.runtime.rehearsal import (
    generator_states,
    other_generator_states,
    rehearsal,
)
from schematic.emit.runtime.stays_eager import DifferenceError, UncertifiedError
from schematic.emit.runtime.tracing import Owned, clipped


class Moment(NamedTuple):
    """What a step of a graph computed and left behind, as copies.

    Attributes:
        losses: of each player, a scalar.
        states: of each player, the averages, the squares and the counts of its parameters.
        values: parameters and buffers by name.
        batch: the values of the batch, which a net may have changed in place.
        generators: the states of PyTorch's generators.
    """

    losses: Mapping[str, Tensor]
    states: Mapping[str, list[list[Tensor]]]
    values: Mapping[str, Tensor]
    batch: list[Tensor]
    generators: list[Tensor]


class Difference(NamedTuple):
    """A value that the graph makes otherwise than the plain step.

    Attributes:
        what: the value, in words.
        off: the largest distance of two elements.
        allowed: how far they may be apart.
        rehearsed: in which step it was met, from 1.
    """

    what: str
    off: float
    allowed: float
    rehearsed: int


class Follower:
    """An optimizer of the plain step: it notes its last update, then goes where the graph went.

    Attributes:
        left: how many updates the player has still to make in this step.
        gradients: of the player's parameters.
        states: the averages, the squares and the counts that the plain update makes.
        before: the parameters before it.
    """

    def __init__(
        self, optimizer: Any, owned: Owned, then: list[Tensor], state: Any, updates: int
    ) -> None:
        """Take a player's optimizer, and what the graph made of parameters and averages."""
        self.optimizer, self.owned, self.then, self.state = optimizer, owned, then, state
        self.left = updates
        self.gradients: list[Tensor] = []
        self.states: list[list[Tensor]] = []
        self.before: list[Tensor] = []

    def zero_grad(self) -> None:
        """Forget the gradients."""
        self.optimizer.zero_grad()

    @torch.no_grad()
    def step(self) -> None:
        """The plain update; after the last of a step, on to where the graph is."""
        self.left -= 1
        if self.left:
            type(self.optimizer).step(self.optimizer)
            return
        parameters = self.owned.parameters
        self.before = copies(parameters)
        self.gradients = copies([parameter.grad for parameter in parameters])
        type(self.optimizer).step(self.optimizer)
        state = self.owned.averages(self.optimizer)
        self.states = [copies(each) for each in state]
        for mine, graphs in zip([parameters, *state], [self.then, *self.state], strict=True):
            torch._foreach_copy_(mine, graphs)


class Certificate:
    """Rehearses a graph and the plain step, and compares them.

    Attributes:
        allowed: how far values may be apart, in units of the largest ones.
    """

    def __init__(
        self,
        model: Any,
        optimizers: Mapping[str, torch.optim.Optimizer],
        owned: Mapping[str, Owned],
        allowed: float,
    ) -> None:
        """Take a model and its optimizers, both with all their state."""
        self.model, self.optimizers, self.owned = model, optimizers, owned
        self.allowed = allowed
        self.devices = {tensor.device for tensor in (*model.parameters(), *model.buffers())}

    def require(
        self,
        fast: Callable[..., Mapping[str, Tensor]],
        plain: Callable[..., Mapping[str, Tensor]],
        batches: Sequence[Mapping[str, Any] | Sequence[Mapping[str, Any]]],
    ) -> None:
        """Make sure that two steps do the same; neither moves anything.

        Args:
            fast: the step as a graph, of a batch and optimizers.
            plain: the same step, operation by operation.
            batches: what both are rehearsed on, in order; of equal layouts.

        Raises:
            DifferenceError: they differ.
            UncertifiedError: nothing can be said: a net keeps a memory of its own, draws random
                numbers of its own, or gives values that are not finite.
        """
        then = self._rehearse_fast(fast, batches)
        found = self._rehearse_plain(plain, batches, then)
        wrong = next((each for each in found if not each.off <= each.allowed), None)
        if wrong is None:
            return
        again = self._rehearse_plain(plain, batches, then)
        if any(abs(a.off - b.off) > b.allowed for a, b in zip(found, again, strict=True)):
            raise UncertifiedError(
                "two plain steps from one state are not the same: a net draws random numbers that "
                "PyTorch's generators do not give, or reads what changes by itself"
            )
        raise DifferenceError(*wrong)

    def _rehearse_fast(
        self,
        fast: Callable[..., Mapping[str, Tensor]],
        batches: Sequence[Mapping[str, Any] | Sequence[Mapping[str, Any]]],
    ) -> list[Moment]:
        """What the graph makes of some batches, one after the other."""
        found = []
        with rehearsal(self.model, self.optimizers):
            for batch in map(copied_batch, batches):
                losses = fast(batch, self.optimizers)
                if not all(bool(loss.isfinite()) for loss in losses.values()):
                    raise UncertifiedError("a loss is not finite")
                states = {
                    player: [copies(each) for each in own.averages(self.optimizers[player])]
                    for player, own in self.owned.items()
                }
                generators = generator_states(self.devices)
                found.append(Moment(losses, states, self._values(), tensors(batch), generators))
        return found

    def _rehearse_plain(
        self,
        plain: Callable[..., Mapping[str, Tensor]],
        batches: Sequence[Mapping[str, Any] | Sequence[Mapping[str, Any]]],
        then: Sequence[Moment],
    ) -> list[Difference]:
        """Every value of the plain steps beside that of the graph."""
        found = []
        with rehearsal(self.model, self.optimizers) as changed:
            others = other_generator_states()
            names = self._names()
            for number, (batch, moment) in enumerate(zip(batches, then, strict=True), 1):
                values = copied_batch(batch)
                followers = {
                    player: Follower(
                        self.optimizers[player],
                        own,
                        [moment.values[names[parameter]] for parameter in own.parameters],
                        moment.states[player],
                        getattr(self.model, "steps", {}).get(player, 1),
                    )
                    for player, own in self.owned.items()
                }
                losses = plain(values, followers)
                rows = self._beside(moment, losses, followers, tensors(values))
                found += [Difference(*row, number) for row in rows]
                self._follow(moment)
            require_none(changed())
            if not is_same(others, other_generator_states()):
                raise UncertifiedError(
                    "a net draws random numbers by Python's or NumPy's generator, not by PyTorch's"
                )
        return found

    def _names(self) -> dict[Tensor, str]:
        return {value: name for name, value in self.model.named_parameters()}

    def _tensors(self) -> dict[str, Tensor]:
        return {**dict(self.model.named_parameters()), **dict(self.model.named_buffers())}

    def _values(self) -> dict[str, Tensor]:
        return {name: value.detach().clone() for name, value in self._tensors().items()}

    @torch.no_grad()
    def _follow(self, moment: Moment) -> None:
        """Go on with the buffers, and with what nobody moves, as the graph has left them."""
        for name, value in self._tensors().items():
            value.copy_(moment.values[name])

    def _beside(
        self,
        moment: Moment,
        losses: Mapping[str, Tensor],
        followers: Mapping[str, Follower],
        batch: Sequence[Tensor],
    ) -> Iterator[tuple[str, float, float]]:
        """The values of a step, in words, with their distance and what may be rounding of it."""
        names = self._names()
        for player, follower in followers.items():
            loss = losses[player]
            scale = 1 + abs(loss.item())
            off = distance(moment.losses[player], loss)
            yield f"the loss of {player}", off, self.allowed * scale
            shown = [names[parameter] for parameter in self.owned[player].parameters]
            yield from self._updates(player, shown, follower)
        moved = {names[p] for own in self.owned.values() for p in own.parameters}
        for name, value in self._tensors().items():
            if name not in moved:
                allowed = self.allowed * largest([value])
                yield f"`{name}` after the step", distance(moment.values[name], value), allowed
        for graphs, mine in zip(moment.batch, batch, strict=True):
            missing = graphs.isnan() & mine.isnan()
            theirs, ours = graphs.masked_fill(missing, 0), mine.masked_fill(missing, 0)
            off = distance(theirs, ours)
            yield "the batch after the step", off, self.allowed * largest([ours])
        for graphs, mine in zip(moment.generators, generator_states(self.devices), strict=True):
            yield "the number of random draws", float(not torch.equal(graphs, mine)), 0.0

    def _updates(
        self, player: str, names: Sequence[str], follower: Follower
    ) -> Iterator[tuple[str, float, float]]:
        """A player's gradients and updates.

        The gradient of the graph is read off Adam's average, m' = β₁ m + (1 − β₁) g. Its update is
        held against what Adam makes of the graph's own averages.
        """
        beta1, beta2, _, eps, _ = follower.owned.settings
        rate = follower.optimizer.param_groups[0]["lr"]
        (averages, squares, counts), plain = follower.state, follower.states
        whole, bounds = largest(follower.gradients), dict(clipped(self.model, player))
        for at, name in enumerate(names):
            gradient, average = follower.gradients[at], plain[0][at]
            own = largest([gradient, average])
            off = distance(averages[at], average) / (1 - beta1)
            yield f"the gradient of {player} in `{name}`", off, self.allowed * (own + whole / 100)
            own = largest([squares[at], plain[1][at]])
            off = distance(squares[at], plain[1][at])
            spread = whole / 100
            allowed = 2 * self.allowed * (own + (1 - beta2) * spread * spread)
            yield f"Adam's squares of {player} in `{name}`", off, allowed
            off = distance(counts[at], plain[2][at])
            yield f"Adam's count of steps of {player} in `{name}`", off, 0.0
            count = counts[at].item()
            root = (squares[at].double() / (1 - beta2**count)).sqrt() + eps
            update = rate / (1 - beta1**count) * averages[at].double() / root
            before = follower.before[at]
            bound = bounds.get(follower.owned.parameters[at], math.inf)
            off = distance(follower.then[at], (before.double() - update).clamp(-bound, bound))
            rounding = 4 * torch.finfo(before.dtype).eps * largest([before])
            yield (
                f"the update of {player} in `{name}`",
                off,
                self.allowed * largest([update]) + rounding,
            )


def require_still(
    model: Any,
    batch: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    optimizers: Mapping[str, torch.optim.Optimizer],
    plain: Callable[..., Mapping[str, Tensor]],
) -> None:
    """Rehearse one plain step, to see whether it changes what modules keep.

    Raises:
        UncertifiedError: it does.
    """
    with rehearsal(model, optimizers) as changed:
        plain(copied_batch(batch), optimizers)
        require_none(changed())


def require_none(changed: Sequence[str]) -> None:
    """Refuse a step that has changed these attributes of modules.

    Raises:
        UncertifiedError: there are some.
    """
    if changed:
        raise UncertifiedError(
            f"a step changes what a net keeps in {', '.join(f'`{name}`' for name in changed)}, "
            "which no graph does; a buffer that is changed in place would be a part of it"
        )


def copies(values: Sequence[Tensor | None]) -> list[Tensor]:
    """Copies of tensors without their history."""
    return [value.detach().clone() for value in values if value is not None]


def distance(one: Tensor, other: Tensor) -> float:
    """The largest distance of two elements; infinite where a value is not finite."""
    if one.shape != other.shape or one.dtype.is_floating_point != other.dtype.is_floating_point:
        return math.inf
    if not one.numel() or torch.equal(one, other):
        return 0.0
    found = (one.double() - other.double()).abs().max().item()
    return found if math.isfinite(found) else math.inf


def largest(values: Sequence[Tensor]) -> float:
    """The largest magnitude of an element."""
    sizes = [value.detach().double().abs().max().item() for value in values if value.numel()]
    return max(sizes, default=0.0)


def rehearsed_batches(
    batch: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    before: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None,
) -> list[Mapping[str, Any] | Sequence[Mapping[str, Any]]]:
    """Two batches that differ: the one before, or other rows of the same; then the one at hand."""
    if before is None or is_same(tensors(before), tensors(batch)):
        before = other_batch(batch)
    return [before, batch]
