"""A training step as graphs, one a player: copied into what `sgm compile --fast` writes.

A step is traced, with all its draws, losses and gradients, into one functional graph of PyTorch's
own operations. The graph is cut where a player's update comes between, and every part is compiled
by TorchInductor. Base noise is drawn by the same calls in the same order as in an eager step, so
the same seed gives the same losses, to rounding.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import getitem
from typing import Any, NamedTuple

import torch
import torch._inductor
from torch import Tensor, fx, nn
from torch.fx.experimental.proxy_tensor import make_fx


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


def kind_of(batch: Mapping[str, Any]) -> tuple[object, ...]:
    """What batches share that can take the same graph: names, shapes, types and devices."""
    names = [(name, *each) if isinstance(each, Mapping) else name for name, each in batch.items()]
    shown = [
        (value.shape, value.dtype, value.device) if isinstance(value, Tensor) else None
        for value in tensors(batch)
    ]
    return *names, *shown


def refilled(batch: Mapping[str, Any], values: Iterator[Tensor]) -> dict[str, Any]:
    """The batch with other tensors in it."""
    return {
        name: dict(zip(each, values, strict=False)) if isinstance(each, Mapping) else next(values)
        for name, each in batch.items()
    }


class Trace(NamedTuple):
    """A step as one functional graph.

    Attributes:
        graph: its inputs are the parameters before any update, the same after it, and the batch.
        results: for each player, the nodes of its loss and of its gradients.
    """

    graph: fx.GraphModule
    results: list[list[fx.Node | None]]


def trace(model: Any, owned: Mapping[str, list[str]], batch: Mapping[str, Any]) -> Trace:
    """Record a step: each player's loss and gradients, behind the updates of those before.

    Args:
        model: an emitted model.
        owned: the names of each player's parameters.
        batch: one of the kind that the graph is for.

    Raises:
        NotImplementedError: the model has buffers, which a functional graph does not update.
    """
    if next(model.buffers(), None) is not None:
        message = "a net has buffers, such as the statistics of batch normalisation"
        raise NotImplementedError(message)
    known, methods = dict(model.named_parameters()), Methods(model)

    def fresh(values: Sequence[Tensor]) -> dict[str, Tensor]:
        pairs = zip(known.items(), values, strict=True)
        return {n: v.detach().requires_grad_(p.requires_grad) for (n, p), v in pairs}

    def step(before: list[Tensor], after: list[Tensor], data: list[Tensor]) -> list[Any]:
        current, updated = fresh(before), fresh(after)

        def call(method: str, *arguments: Any) -> Any:
            state = {f"model.{name}": value for name, value in current.items()}
            return torch.func.functional_call(methods, state, (method, *arguments))

        draws = call("draw", refilled(batch, iter(data)))
        found: list[Any] = []
        for player, names in owned.items():
            loss = call("_loss", player, draws)
            inputs = [current[name] for name in names]
            gradients = torch.autograd.grad(loss, inputs, allow_unused=True)
            found += [loss.detach(), *(g if g is None else g.contiguous() for g in gradients)]
            current |= {name: updated[name] for name in names}
        return found

    values = [parameter.detach() for parameter in known.values()]
    inputs = values, [value.clone() for value in values], tensors(batch)
    recorded = make_fx(step)(*inputs)
    with torch.no_grad():
        recorded = make_fx(torch.func.functionalize(recorded, remove="mutations"))(*inputs)
    nodes = iter(tidied(recorded.graph))
    return Trace(recorded, [[next(nodes) for _ in (player, *owned[player])] for player in owned])


def tidied(graph: fx.Graph) -> Sequence[fx.Node | None]:
    """Drop what computes nothing from a graph; its results."""
    idle = torch.ops.aten.detach.default, torch.ops.aten.lift_fresh_copy.default
    for node in list(graph.nodes):
        if node.target in idle:
            node.replace_all_uses_with(node.args[0])
            graph.erase_node(node)
    graph.eliminate_dead_code()
    (output,) = (node for node in graph.nodes if node.op == "output")
    return output.args[0]  # type: ignore[no-any-return]


def behind(nodes: Sequence[fx.Node | None]) -> set[fx.Node]:
    """The nodes and all that they are computed from, but for inputs."""
    found: set[fx.Node] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if node is not None and node.op != "placeholder" and node not in found:
            found.add(node)
            waiting.extend(node.all_input_nodes)
    return found


def is_random(node: fx.Node) -> bool:
    """Whether a node draws random numbers."""
    return torch.Tag.nondeterministic_seeded in getattr(node.target, "tags", ())


class Cut(NamedTuple):
    """A part of a graph, as a graph: its inputs, and the values that later parts read."""

    graph: fx.GraphModule
    inputs: list[fx.Node]
    kept: list[fx.Node]


def cut(traced: Trace) -> Iterator[Cut]:
    """The part of each player: what its results need and no part before has computed.

    Random numbers are all drawn in the first, so that their order stays. What an operation returns
    several of is told apart beside it.
    """
    nodes = list(traced.graph.graph.nodes)
    done: set[fx.Node] = set()
    for number, results in enumerate(traced.results):
        drawn = [node for node in nodes if is_random(node)] if number == 0 else []
        inside = behind([*results, *drawn]) - done
        inside |= {user for node in inside for user in node.users if user.target is getitem}
        done |= inside
        to_come = [node for later in traced.results[number + 1 :] for node in later]
        readers = behind(to_come) - done
        kept = [n for n in nodes if n in inside and (n in to_come or readers & n.users.keys())]
        yield _part(traced.graph, [n for n in nodes if n in inside], results, kept)


def _part(
    whole: fx.GraphModule,
    nodes: list[fx.Node],
    results: list[fx.Node | None],
    kept: list[fx.Node],
) -> Cut:
    read = [*(node for each in nodes for node in each.all_input_nodes), *filter(None, results)]
    inputs = [node for node in dict.fromkeys(read) if node not in set(nodes)]
    graph = fx.Graph()
    copies = {node: graph.placeholder(node.name) for node in inputs}
    for node in nodes:
        copies[node] = graph.node_copy(node, copies.__getitem__)
    graph.output(tuple(node and copies[node] for node in (*results, *kept)))
    return Cut(fx.GraphModule(whole, graph), inputs, kept)


def inductor(graph: fx.GraphModule, inputs: list[Any]) -> Any:
    """Compile by TorchInductor; random numbers stay those of PyTorch's own generators."""
    return torch._inductor.compile(graph, inputs, options={"fallback_random": True})


class Part(NamedTuple):
    """What is computed for one player.

    Attributes:
        player: whose loss it is.
        graph: gives the loss, a gradient for each of `owned`, and what later parts read.
        sources: where its inputs lie in the row of parameters, data and what was kept.
        owned: the player's parameters.
    """

    player: str
    graph: Callable[..., Any]
    sources: list[int]
    owned: list[nn.Parameter]


class CompiledStep:
    """A step on batches of one kind."""

    def __init__(self, model: Any, batch: Mapping[str, Any], compiler: Callable[..., Any]) -> None:
        """Trace a batch and compile its graphs; no parameter and no generator is moved."""
        known = dict(model.named_parameters())
        owned = {
            player: [n for n, p in known.items() if n.split(".")[0] in nets and p.requires_grad]
            for player, nets in model.nets.items()
        }
        self.parameters = list(known.values())
        self.shown = self._look(model)
        self.parts: list[Part] = []
        devices = {p.device for p in self.parameters if p.device.type != "cpu"}
        with torch.random.fork_rng(devices):
            traced = trace(model, owned, batch)
            row = [*(p.detach() for p in self.parameters), *tensors(batch)]
            given = [n for n in traced.graph.graph.nodes if n.op == "placeholder"]
            count = len(self.parameters)
            places = {n: at if at < count else at - count for at, n in enumerate(given)}
            for (player, names), part in zip(owned.items(), cut(traced), strict=True):
                sources = [places[node] for node in part.inputs]
                values = [row[at] for at in sources]
                with torch.no_grad():
                    results = part.graph(*values)
                    graph = compiler(part.graph, values)
                for node, value in zip(part.kept, results[1 + len(names) :], strict=True):
                    places[node] = len(row)
                    row.append(value)
                self.parts.append(Part(player, graph, sources, [known[name] for name in names]))

    def fits(self, model: Any) -> bool:
        """Whether the model is still as it was traced."""
        return self.shown == self._look(model)

    def _look(self, model: Any) -> object:
        first = self.parameters[0]
        learn = [parameter.requires_grad for parameter in self.parameters]
        return [*map(id, model.children())], model.training, learn, first.dtype, first.device

    @torch.no_grad()
    def __call__(
        self, batch: Mapping[str, Any], optimizers: Mapping[str, torch.optim.Optimizer]
    ) -> dict[str, Tensor]:
        """One batch: every player once, in order; returns the losses."""
        row = [*self.parameters, *tensors(batch)]
        losses = {}
        for player, graph, sources, owned in self.parts:
            loss, *values = graph(*[row[at] for at in sources])
            optimizers[player].zero_grad()
            for parameter, gradient in zip(owned, values, strict=False):
                parameter.grad = gradient
            row += values[len(owned) :]
            optimizers[player].step()
            losses[player] = loss
        return losses


class Graphs:
    """The compiled steps of a model, one for each kind of batch that comes more than once."""

    def __init__(self, compiler: Callable[..., Any] = inductor) -> None:
        """Begin with none."""
        self.compiler = compiler
        self.seen: set[object] = set()
        self.steps: dict[object, CompiledStep | None] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy of a model makes its own."""
        return Graphs, (self.compiler,)

    def step_for(self, model: Any, batch: Mapping[str, Any]) -> CompiledStep | None:
        """The compiled step for a batch, or None where an eager one is to be taken.

        The first batch of a kind takes an eager one: it may be faulty, or the only one of its size.
        """
        kind = kind_of(batch)
        if kind not in self.seen:
            self.seen.add(kind)
            return None
        step = self.steps.get(kind)
        if kind not in self.steps or (step is not None and not step.fits(model)):
            step = self.steps[kind] = self._compiled(model, batch)
        return step

    def _compiled(self, model: Any, batch: Mapping[str, Any]) -> CompiledStep | None:
        try:
            return CompiledStep(model, batch, self.compiler)
        except Exception as fault:  # whatever tracing or a C++ compiler may raise
            reason = f"{type(fault).__name__}: {next(iter(str(fault).splitlines()), '')}"
            warnings.warn(f"steps stay eager, for no graph was made: {reason}", stacklevel=4)
            return None
