"""A user's function → a loss for each player on each batch, or findings that say why there is none.

The function is the user's own PyTorch, so whatever it may do is expected here: it may raise, return
something else, draw random numbers, or change what it is given.
"""

from __future__ import annotations

import inspect
import random
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy
import torch
from torch import Tensor, nn
from torch.nn.modules.dropout import _DropoutNd

from schematic.audit import audit_findings as findings
from schematic.audit.enlarged import Settings
from schematic.audit.modes import Statistics, batch_norms
from schematic.audit.tries import Try
from schematic.diagnostics import Diagnostic, SchematicError
from schematic.diagnostics.foreign_text import shown
from schematic.graph.names import greek
from schematic.graph.player_names import by_player
from schematic.model.seeded import seeded

Losses = Callable[[Any, Any, Any], Mapping[str, Any]]
"""`losses(nets, batch, noise)`: the user's own."""
AGREE = 1e-9
"""How far apart two calls may lie, relative to their size: sums in another order."""
PACKAGE = str(Path(__file__).parents[1])
"""Where frames are ours."""


def user_losses(
    losses: Losses,
    nets: Mapping[str, nn.Module],
    tried: Sequence[Try],
    settings: Settings,
    players: Sequence[str],
    seed: int,
) -> Iterator[list[Tensor]]:
    """The losses on each batch, in the order of the players, while its parameters are taken.

    Raises:
        SchematicError: the function raises (SGM656), returns other players (SGM654) or no mapping
            (SGM691), or what is no scalar in float64 (SGM655) or not finite (SGM658); it draws
            random numbers of its own (SGM659), changes the nets (SGM683), or takes other arguments
            (SGM685).
    """
    _require_three(losses)
    first: list[Tensor] = []
    kept = Statistics(norm for net in nets.values() for norm in batch_norms(net).values())
    for number, each in enumerate(tried):
        settings.take(number)
        kept.put_back()
        with _drawing(seed), _unchanged(nets):
            made = _called(losses, nets, each)
        found = _by_player(made, players)
        first = first or [loss.detach().clone() for loss in found]
        yield found
    settings.take(0)
    kept.put_back()
    with _drawing(seed + 1), _unchanged(nets):
        again = _by_player(_called(losses, nets, tried[0]), players)
        moved = [name for name, net in nets.items() if _drops(net)]
    for name, one, other in zip(players, first, again, strict=True):
        if float((one - other.detach()).abs()) > AGREE * max(1.0, float(one.abs())):
            finding = findings.own_randomness(greek(name), list(tried[0].noise), moved)
            raise SchematicError([finding])


def _require_three(losses: Losses) -> None:
    """Raise where a function cannot be called with nets, batch and noise."""
    try:
        signature = inspect.signature(losses)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(None, None, None)
    except TypeError:
        name = getattr(losses, "__name__", type(losses).__name__)
        taken = f"{name}{signature}"
        raise SchematicError([findings.other_arguments(shown(taken)[:300])]) from None


@contextmanager
def _drawing(seed: int) -> Iterator[None]:
    """Within: every generator that a function may draw from has this seed."""
    with seeded(seed):
        random.seed(seed)
        numpy.random.seed(seed % 2**32)
        yield


def _called(losses: Losses, nets: Mapping[str, nn.Module], each: Try) -> Any:
    batch, noise = _copied(each.batch), _copied(each.noise)
    try:
        with torch.enable_grad():
            return losses(dict(nets), batch, noise)
    except (Exception, SystemExit) as fault:
        said = f"{type(fault).__name__}: {str(fault).splitlines()[0] if str(fault) else ''}"
        finding = findings.raises(
            shown(said)[:300], shown(_place(fault)), list(each.batch), list(each.noise)
        )
        raise SchematicError([finding]) from fault


def _copied(values: Mapping[str, Any]) -> dict[str, Any]:
    """Copies, since a function may change what it is given."""
    return {
        name: _copied(each) if isinstance(each, Mapping) else each.clone()
        for name, each in values.items()
    }


def _place(fault: BaseException) -> str:
    """`vae.py:12`: the line of the user's own file that was last passed."""
    frames = traceback.extract_tb(fault.__traceback__)
    others = [f for f in frames if not f.filename.startswith(PACKAGE)]
    own = [f for f in others if "site-packages" not in f.filename and "<" not in f.filename]
    return f"{own[-1].filename}:{own[-1].lineno}" if own else ""


def _by_player(made: Any, players: Sequence[str]) -> list[Tensor]:
    if not isinstance(made, Mapping):
        raise SchematicError([findings.no_mapping(type(made).__name__, players)])
    found = by_player({str(key): value for key, value in made.items()}, players)
    missing = [name for name in players if name not in found]
    if missing or set(found) - set(players):
        raise SchematicError([findings.wrong_players(list(found), missing, players)])
    faults = [fault for name in players for fault in _faults(greek(name), found[name])]
    if faults:
        raise SchematicError(faults)
    return [found[name].reshape(()) for name in players]


def _faults(player: str, value: Any) -> Iterator[Diagnostic]:
    what = f"the loss of {player}"
    if not isinstance(value, Tensor):
        yield findings.no_loss(what, f"a {type(value).__name__}, not a tensor")
    elif value.numel() != 1:
        yield findings.no_loss(what, f"{list(value.shape)}, not one number")
    elif value.dtype != torch.float64:
        yield findings.no_loss(what, f"{value.dtype}, not torch.float64")
    elif not bool(torch.isfinite(value.detach())):
        yield findings.not_finite(what, f"{float(value.detach())}")


class _unchanged:  # noqa: N801 (`with _unchanged(nets):` reads as a word)
    """A context after which nets are as before; what has changed in it is a finding."""

    def __init__(self, nets: Mapping[str, nn.Module]) -> None:
        """Remember the nets."""
        self.nets = nets
        self.before = {name: _state(net) for name, net in nets.items()}

    def __enter__(self) -> None:
        """Go in."""

    def __exit__(self, kind: object, fault: object, trace: object) -> None:
        """Put back what has changed, and tell."""
        changed = [word for name in self.nets for word in self._restored(name)]
        if changed and fault is None:
            raise SchematicError([findings.changes_nets(changed[0])])

    def _restored(self, name: str) -> Iterator[str]:
        net = self.nets[name]
        values, learning, modes = self.before[name]
        moving = {f"{at}.{key}" if at else key for at, key in _statistics(net)}
        trains = any(module.training and not mode for module, mode in modes)
        for module, mode in modes:
            module.training = mode
        with torch.no_grad():
            for key, value in (*net.named_parameters(), *net.named_buffers()):
                if key not in moving and not torch.equal(value, values[key]):
                    value.copy_(values[key])
                    why = ", which it puts in training mode" if trains else ""
                    yield f"`{key}` of the net {name}{why}"
        for key, parameter in net.named_parameters():
            if parameter.grad is not None:
                parameter.grad = None
                yield f"the gradients of the net {name}: it calls backward()"
            if parameter.requires_grad is not learning[key]:
                parameter.requires_grad_(learning[key])
                yield f"whether `{key}` of the net {name} learns"


def _drops(net: nn.Module) -> bool:
    """Whether a net drops values, which it does in training mode alone."""
    return any(isinstance(m, _DropoutNd) and m.p and m.training for m in net.modules())


def _statistics(net: nn.Module) -> Iterator[tuple[str, str]]:
    """The buffers that move with each batch: those of batch norms, by module and name."""
    for at, norm in batch_norms(net).items():
        yield from ((at, key) for key, _ in norm.named_buffers())


def _state(
    net: nn.Module,
) -> tuple[dict[str, Tensor], dict[str, bool], list[tuple[nn.Module, bool]]]:
    values = {key: v.detach().clone() for key, v in net.named_parameters()}
    values |= {key: v.detach().clone() for key, v in net.named_buffers()}
    learning = {key: p.requires_grad for key, p in net.named_parameters()}
    return values, learning, [(module, module.training) for module in net.modules()]
