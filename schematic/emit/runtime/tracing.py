"""A training step → a function of tensors alone, whose graph can be recorded.

The function computes draws, losses, gradients and updates. The random numbers in its graph are then
made inputs, so that a compiled step draws them as an eager step does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, fx, nn

from schematic.emit.runtime.adam import Adam, laid_out
from schematic.emit.runtime.assumptions import hooks_of, refilled
from schematic.emit.runtime.stays_eager import StaysEagerError


class Methods(nn.Module):
    """A model's methods as a module, so that `functional_call` can call them."""

    def __init__(self, model: nn.Module) -> None:
        """Take the model."""
        super().__init__()
        self.model = model

    def forward(self, method: str, *arguments: Any) -> Any:
        """Call one of its methods."""
        return getattr(self.model, method)(*arguments)


def update(
    parameters: list[Tensor],
    gradients: list[Tensor],
    averages: list[Tensor],
    squares: list[Tensor],
    steps: list[Tensor],
    rate: Tensor,
    beta1: float,
    beta2: float,
    weight_decay: float,
    eps: float,
    maximize: bool,
) -> None:
    """Update some parameters, of any shapes, and their averages in place, as Adam does."""
    torch._fused_adam_(
        parameters,
        laid_out(gradients, parameters),
        averages,
        squares,
        [],
        steps,
        lr=rate,
        beta1=beta1,
        beta2=beta2,
        weight_decay=weight_decay,
        eps=eps,
        amsgrad=False,
        maximize=maximize,
    )


def adam_operator() -> Callable[..., None]:
    """The update as an operator that a graph can hold; it says what it writes."""
    if not hasattr(torch.ops.schematic, "adam_"):
        schema = (
            "(Tensor(a!)[] parameters, Tensor[] gradients, Tensor(b!)[] averages, "
            "Tensor(c!)[] squares, Tensor[] steps, Tensor rate, float beta1, float beta2, "
            "float weight_decay, float eps, bool maximize) -> ()"
        )
        torch.library.define("schematic::adam_", schema)
        torch.library.impl("schematic::adam_", "default", update)
        torch.library.register_fake("schematic::adam_", lambda *_: None)
    operator: Callable[..., None] = torch.ops.schematic.adam_
    return operator


class Owned(NamedTuple):
    """What a player's update reads and writes, besides gradients.

    Attributes:
        parameters: those that learn.
        rate: the learning rate, a number in a tensor.
        settings: β₁, β₂, weight decay, ε, and whether to maximise.
    """

    parameters: list[Tensor]
    rate: Tensor
    settings: tuple[float, float, float, float, bool]

    def averages(self, optimizer: torch.optim.Optimizer) -> list[list[Tensor]]:
        """All averages, all squares, and all counts of steps."""
        states = [optimizer.state[parameter] for parameter in self.parameters]
        return [[state[name] for state in states] for name in ("exp_avg", "exp_avg_sq", "step")]

    def state(self, optimizer: torch.optim.Optimizer) -> list[Tensor]:
        """The same in one list, and the rate of this moment."""
        averages, squares, counts = self.averages(optimizer)
        rate = self.rate.fill_(optimizer.param_groups[0]["lr"])
        return [*averages, *squares, *counts, rate]


def owned_by(player: str, optimizer: torch.optim.Optimizer) -> Owned:
    """What a player moves.

    Raises:
        StaysEagerError: its optimizer is none of ours, or does more than Adam does.
    """
    group = optimizer.param_groups[0]
    parameters = [parameter for parameter in group["params"] if parameter.requires_grad]
    if any(hooks_of(optimizer)):
        raise StaysEagerError(f"the optimizer or a parameter of {player} has a hook")
    if type(optimizer) is not Adam or not optimizer._is_usual(group):
        raise StaysEagerError(f"the optimizer of {player} is not as `optimizers` makes it")
    if any(parameter not in optimizer.state for parameter in parameters):
        raise StaysEagerError(f"a parameter of {player} gets no gradient")
    settings = *group["betas"], group["weight_decay"], group["eps"], group["maximize"]
    device = parameters[0].device if parameters else torch.device("cpu")
    kind = torch.float32 if device.type == "cuda" else torch.float64  # as the kernel there reads it
    return Owned(parameters, torch.zeros((), dtype=kind, device=device), settings)


def traceable(
    model: Any, owned: Mapping[str, Owned], batch: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> Callable[..., list[Tensor]]:
    """A step as a function of the parameters, the buffers, the players' state, and the data."""
    methods, adam = Methods(model), adam_operator()
    paces: Mapping[str, int] = getattr(model, "steps", {})
    names: dict[Tensor, str] = {value: name for name, value in methods.named_parameters()}

    def step(*inputs: Tensor) -> list[Tensor]:
        given = iter(inputs)
        values = {parameter: next(given) for parameter in names}
        known = {n: values[p].detach().requires_grad_(p.requires_grad) for p, n in names.items()}
        known |= {name: next(given) for name, _ in methods.named_buffers()}
        lengths = {player: len(own.parameters) for player, own in owned.items()}
        states = {
            player: ([[next(given) for _ in range(length)] for _ in range(3)], next(given))
            for player, length in lengths.items()
        }
        again = refilled(batch, given)
        data = [again] if isinstance(again, Mapping) else again
        losses: dict[str, Tensor] = {}
        for left, each in zip(range(len(data), 0, -1), data, strict=True):
            draws = torch.func.functional_call(methods, known, ("draw", each))
            for player, own in owned.items():
                if paces.get(player, 1) < left:
                    continue
                loss = torch.func.functional_call(methods, known, ("_loss", player, draws))
                leaves = [known[names[parameter]] for parameter in own.parameters]
                gradients = torch.autograd.grad(loss, leaves)
                moved = [values[parameter] for parameter in own.parameters]
                state, rate = states[player]
                torch._foreach_add_(state[-1], 1)
                adam(moved, gradients, *state, rate, *own.settings)
                for parameter, bound in clipped(model, player):
                    with torch.no_grad():
                        known[names[parameter]] = values[parameter].clamp_(-bound, bound).detach()
                for parameter, value in zip(own.parameters, moved, strict=True):
                    known[names[parameter]] = value.detach().requires_grad_()
                losses[player] = loss.detach()
        return [losses[player] for player in owned]

    return step


def clipped(model: Any, player: str) -> list[tuple[Tensor, float]]:
    """The parameters of a player that are clipped after its step, each with its bound."""
    clips: Mapping[str, float] = getattr(model, "clips", {})
    nets = [net for net in model.nets[player] if net in clips]
    return [(weight, clips[net]) for net in nets for weight in getattr(model, net).parameters()]


def lift_noise(graph: fx.GraphModule) -> list[Callable[[], Tensor]]:
    """Make random numbers inputs of a graph; returns what draws them, in order.

    Raises:
        StaysEagerError: something is drawn by the values of a tensor.
    """
    draws: list[Callable[[], Tensor]] = []
    *_, last = (node for node in graph.graph.nodes if node.op == "placeholder")
    for node in list(graph.graph.nodes):
        if is_random(node):
            draws.append(draw_of(node))
            with graph.graph.inserting_after(last):
                last = graph.graph.placeholder(f"noise{len(draws)}")
            last.meta = dict(node.meta)
            node.replace_all_uses_with(last)
            graph.graph.erase_node(node)
    graph.recompile()
    return draws


def is_random(node: fx.Node) -> bool:
    """Whether a node draws random numbers."""
    return torch.Tag.nondeterministic_seeded in getattr(node.target, "tags", ())


def draw_of(node: fx.Node) -> Callable[[], Tensor]:
    """A random operation by itself: of a tensor, it may read the layout alone.

    Raises:
        StaysEagerError: it reads values.
    """
    operation: Any = node.target
    name, (first, *others), given = operation.overloadpacket.__name__, node.args, node.kwargs
    if any(isinstance(value, torch.Generator) for value in (*others, *given.values())):
        raise StaysEagerError(f"`{name}` draws from a generator that a net keeps")
    if not isinstance(first, fx.Node):
        return lambda: operation(first, *others, **given)
    fills = name.endswith("_") and "empty" in str(first.target) and len(first.users) == 1
    if not name.endswith("_like") and not fills:
        raise StaysEagerError(f"`{name}` draws by the values of a tensor")
    value = first.meta["val"]
    form = torch.empty_strided(value.shape, value.stride(), dtype=value.dtype, device=value.device)
    if fills:
        return lambda: operation(torch.empty_like(form), *others, **given)
    return lambda: operation(form, *others, **given)
