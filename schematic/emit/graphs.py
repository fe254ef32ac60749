"""A training step as one graph: copied into what `sgm compile --fast` writes.

A step is traced, with all its draws, losses, gradients and updates, into one graph of PyTorch's own
operations, which TorchInductor compiles. Base noise is drawn outside of it, by the same calls in
the same order as in an eager step, so the same seed gives the same losses, to rounding.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import torch
import torch._inductor
from torch import Tensor, fx, nn
from torch.fx.experimental.proxy_tensor import make_fx

from schematic.emit.prelude import Adam


class Methods(nn.Module):
    """A model's methods as a module, so that `functional_call` can call them."""

    def __init__(self, model: nn.Module) -> None:
        """Take the model."""
        super().__init__()
        self.model = model

    def forward(self, method: str, *arguments: Any) -> Any:
        """Call one."""
        return getattr(self.model, method)(*arguments)


def tensors(batch: Mapping[str, Any]) -> list[Tensor]:
    """The tensors of a batch, in order."""
    nested = [v.values() if isinstance(v, Mapping) else (v,) for v in batch.values()]
    return [tensor for each in nested for tensor in each]


def refilled(batch: Mapping[str, Any], values: Iterator[Tensor]) -> dict[str, Any]:
    """The batch with other tensors in it."""
    return {
        name: dict(zip(each, values, strict=False)) if isinstance(each, Mapping) else next(values)
        for name, each in batch.items()
    }


def kind_of(batch: Mapping[str, Any]) -> tuple[object, ...]:
    """What batches share that can take the same graph: names, and layouts of tensors."""
    names = [(name, *each) if isinstance(each, Mapping) else name for name, each in batch.items()]
    layouts = [layout_of(v) if isinstance(v, Tensor) else None for v in tensors(batch)]
    return *names, *layouts


def layout_of(tensor: Tensor) -> tuple[object, ...]:
    """What a graph takes for granted of a tensor."""
    return tensor.shape, tensor.stride(), tensor.dtype, tensor.device


def habits_of(optimizer: torch.optim.Optimizer) -> tuple[object, ...]:
    """What a graph takes for granted of an optimizer; its learning rate may change."""
    group = optimizer.param_groups[0]
    return (
        type(optimizer),
        len(optimizer.param_groups),
        tuple(group.get("betas", ())),
        *[group.get(name) for name in ("eps", "weight_decay", "amsgrad", "maximize", "fused")],
        *[(id(p), p.requires_grad, layout_of(p)) for p in group["params"]],
        any(hooks_of(optimizer)),
    )


def hooks_of(optimizer: torch.optim.Optimizer) -> list[object]:
    """The hooks on an optimizer and on its parameters: a graph calls none."""
    hooks: list[object] = [
        optimizer._optimizer_step_pre_hooks,
        optimizer._optimizer_step_post_hooks,
    ]
    for parameter in optimizer.param_groups[0]["params"]:
        hooks += [parameter._backward_hooks, parameter._post_accumulate_grad_hooks]
    return hooks


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
    """An update of Adam, in place."""
    torch._fused_adam_(
        parameters,
        gradients,
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


def is_autocast() -> bool:
    """Whether operations are cast as they are called."""
    return torch.is_autocast_enabled("cpu") or torch.is_autocast_enabled("cuda")


class StaysEagerError(Exception):
    """Why no graph can stand for a step."""


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

    def state(self, optimizer: torch.optim.Optimizer) -> list[Tensor]:
        """All averages, all squares, all counts of steps, and the rate of this moment."""
        states = [optimizer.state[parameter] for parameter in self.parameters]
        return [
            *[state["exp_avg"] for state in states],
            *[state["exp_avg_sq"] for state in states],
            *[state["step"] for state in states],
            self.rate.fill_(optimizer.param_groups[0]["lr"]),
        ]


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
    return Owned(parameters, torch.zeros((), dtype=torch.float64), settings)


def traceable(
    model: Any, owned: Mapping[str, Owned], batch: Mapping[str, Any]
) -> Callable[..., list[Tensor]]:
    """A step as a function of the parameters, the buffers, the players' state, and the data."""
    methods, adam = Methods(model), adam_operator()
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
        data = refilled(batch, given)
        draws = torch.func.functional_call(methods, known, ("draw", data))
        losses = []
        for player, own in owned.items():
            loss = torch.func.functional_call(methods, known, ("_loss", player, draws))
            leaves = [known[names[parameter]] for parameter in own.parameters]
            gradients = torch.autograd.grad(loss, leaves)
            moved = [values[parameter] for parameter in own.parameters]
            state, rate = states[player]
            torch._foreach_add_(state[-1], 1)
            adam(moved, gradients, *state, rate, *own.settings)
            for parameter, value in zip(own.parameters, moved, strict=True):
                known[names[parameter]] = value.detach().requires_grad_()
            losses.append(loss.detach())
        return losses

    return step


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


def inductor(graph: fx.GraphModule, inputs: list[Any]) -> Any:
    """Compile by TorchInductor, without checks of layouts: they are part of a look."""
    return torch._inductor.compile(graph, inputs, options={"size_asserts": False})


class CompiledStep:
    """A step on batches of one kind."""

    def __init__(
        self,
        model: Any,
        batch: Mapping[str, Any],
        optimizers: Mapping[str, torch.optim.Optimizer],
        compiler: Callable[..., Any],
    ) -> None:
        """Trace a batch and compile the graph; no parameter and no generator is moved.

        Raises:
            StaysEagerError: no graph can stand for the step.
        """
        self.fixed = [*model.parameters(), *model.buffers()]
        if not {tensor.device.type for tensor in self.fixed} <= {"cpu", "cuda"}:
            raise StaysEagerError("the model is on neither a CPU nor CUDA")
        if is_autocast():
            raise StaysEagerError("it is called under autocast")
        self.owned = {player: owned_by(player, optimizers[player]) for player in model.players}
        inputs = [*self.fixed, *self._states(optimizers), *tensors(batch)]
        graph = make_fx(traceable(model, self.owned, batch), tracing_mode="fake")(*inputs)
        self.noise = lift_noise(graph)
        examples = [node.meta["val"] for node in graph.graph.nodes if node.op == "placeholder"]
        with torch.no_grad():
            self.run = compiler(graph, examples)

    def _states(self, optimizers: Mapping[str, torch.optim.Optimizer]) -> list[Tensor]:
        return [t for player, own in self.owned.items() for t in own.state(optimizers[player])]

    @torch.no_grad()
    def __call__(
        self, batch: Mapping[str, Any], optimizers: Mapping[str, torch.optim.Optimizer]
    ) -> dict[str, Tensor]:
        """One batch: every player once, in order; returns the losses."""
        noise = [draw() for draw in self.noise]
        losses = self.run(*self.fixed, *self._states(optimizers), *tensors(batch), *noise)
        return dict(zip(self.owned, losses, strict=True))


class Graphs:
    """The compiled steps of a model, one for each look of it that stays."""

    def __init__(self, compiler: Callable[..., Any] = inductor) -> None:
        """Begin with none."""
        self.compiler = compiler
        self.look: object = None
        self.stock: tuple[int, ...] = ()
        self.modules: list[nn.Module] = []
        self.steps: dict[object, CompiledStep | None] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy of a model makes its own."""
        return Graphs, (self.compiler,)

    def step_for(
        self,
        model: Any,
        batch: Mapping[str, Any],
        optimizers: Mapping[str, torch.optim.Optimizer],
    ) -> CompiledStep | None:
        """The compiled step for a batch, or None where an eager one is to be taken.

        The first of another look takes an eager one: it may be the only one of its size. So does
        the first of all, which makes the optimizers' state; where training is resumed, that is
        there, and it goes on compiled.
        """
        look = self._look(model, batch, optimizers)
        if look != self.look:
            self.modules = list(model.modules())
            look = self._look(model, batch, optimizers)
        stock = tuple([len(optimizers[player].state) for player in model.players])
        stays = self.look in (None, look) and (all(stock) or self.stock == stock)
        self.look, self.stock = look, stock
        if stays and (look, stock) not in self.steps:
            self.steps[look, stock] = self._compiled(model, batch, optimizers)
        return self.steps.get((look, stock))

    def _look(
        self,
        model: Any,
        batch: Mapping[str, Any],
        optimizers: Mapping[str, torch.optim.Optimizer],
    ) -> object:
        """All that a graph takes for granted."""
        return (
            is_autocast(),
            tuple([module.training for module in self.modules]),
            kind_of(batch),
            tuple([habits_of(optimizers[player]) for player in model.players]),
        )

    def _compiled(
        self,
        model: Any,
        batch: Mapping[str, Any],
        optimizers: Mapping[str, torch.optim.Optimizer],
    ) -> CompiledStep | None:
        try:
            return CompiledStep(model, batch, optimizers, self.compiler)
        except Exception as fault:  # whatever tracing or a C++ compiler may raise
            text = next(iter(str(fault).splitlines()), "")
            why = text if isinstance(fault, StaysEagerError) else f"{type(fault).__name__}: {text}"
            warnings.warn(f"steps stay eager, for no graph was made: {why}", stacklevel=4)
            return None
