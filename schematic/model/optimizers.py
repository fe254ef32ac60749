"""What stands before a model and gives each player the optimizer that is asked for.

Without anything asked for, these are the optimizers of the emitted model.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import torch
from torch import Tensor

from schematic.diagnostics import Diagnostic, SchematicError
from schematic.diagnostics.number_error import require
from schematic.diagnostics.wrong_argument import wrong_argument
from schematic.graph.player_names import by_player
from schematic.model.optimizer_kinds import ADAM, OPTIMIZERS
from schematic.model.without_compiler import without_compiler
from schematic.ranges import Range

Value = TypeVar("Value")
RATE = Range(0, math.inf, without=(math.inf,))
"""A learning rate."""


class ChosenOptimizers:
    """A model whose `optimizers` may differ from player to player."""

    players: tuple[str, ...]

    def optimizers(
        self,
        *arguments: Any,
        optimizer: str | Mapping[str, str] = ADAM,
        momentum: float | Mapping[str, float] = 0.0,
        weight_decay: float | Mapping[str, float] | None = None,
        clip: float | None = None,
        **given: Any,
    ) -> dict[str, torch.optim.Optimizer]:
        """One optimizer a player; what may be a number or a word may be one for each player too.

        Args:
            arguments: the learning rate and the betas, as the emitted model takes them.
            optimizer: adam, adamw, sgd or rmsprop.
            momentum: of sgd and rmsprop.
            weight_decay: None for that of the optimizer: 0.01 for adamw, 0 for others.
            clip: the largest norm of the gradients of a player; longer ones are shortened to it.
            given: `lr` and `betas` by name.

        Raises:
            SchematicError: a name is that of no player or of no optimizer (SGM662).
            NumberError: a learning rate is not a number of at least 0.
        """
        rates = given.get("lr", arguments[0] if arguments else None)
        if "lr" in given or arguments:
            for rate in rates.values() if isinstance(rates, Mapping) else (rates,):
                require("lr", rate, RATE)
        if isinstance(rates, Mapping):
            given = {name: value for name, value in given.items() if name != "lr"}
        base: Callable[..., dict[str, Any]] = super().optimizers  # type: ignore[misc]
        with without_compiler():
            found = base(*arguments, **given)
        for player, plain in found.items():
            group = plain.param_groups[0]
            kind = self._of(player, optimizer, ADAM)
            if kind not in OPTIMIZERS:
                known = f"there are {', '.join(OPTIMIZERS)}"
                raise SchematicError([_stranger("the name of an optimizer", kind, known)])
            row = OPTIMIZERS[kind]
            decay = self._of(player, weight_decay, None)
            settings = {
                "lr": self._of(player, rates, group["lr"]) if rates is not None else group["lr"],
                "betas": group["betas"],
                "momentum": self._of(player, momentum, 0.0),
                "weight_decay": row.weight_decay if decay is None else decay,
            }
            if kind == ADAM:
                group |= {name: settings[name] for name in ("lr", "weight_decay")}
            else:
                left_out = {"betas", "momentum"} - row.takes
                settings = {n: v for n, v in settings.items() if n not in left_out}
                make = getattr(torch.optim, row.called)
                with without_compiler():
                    found[player] = make(group["params"], **settings, **row.arguments)
                if row.arguments.get("fused"):
                    found[player].register_step_post_hook(_count)
            if clip is not None:
                found[player].register_step_pre_hook(_clipping(clip))
        return found

    def _of(self, player: str, asked: Value | Mapping[str, Value], otherwise: Value) -> Value:
        """What is asked for a player."""
        if not isinstance(asked, Mapping):
            return asked
        asked = by_player(asked, self.players)
        if strangers := [name for name in asked if name not in self.players]:
            near = difflib.get_close_matches(strangers[0], self.players, n=1)
            meant = f"; did you mean `{near[0]}`?" if near else ""
            players = ", ".join(f"`{each}`" for each in self.players)
            known = f"the players are {players}{meant}"
            raise SchematicError([_stranger("values by player", strangers[0], known)])
        return asked.get(player, otherwise)


def _stranger(takes: str, name: object, known: str) -> Diagnostic:
    return wrong_argument("optimizers", takes, f"`{name}`", known)


def _parameters(optimizer: torch.optim.Optimizer) -> list[Tensor]:
    return [parameter for group in optimizer.param_groups for parameter in group["params"]]


def _count(optimizer: torch.optim.Optimizer, *_: Any) -> None:
    """Tell autograd that parameters have changed, which fused kernels do not."""
    torch.autograd.graph.increment_version(_parameters(optimizer))


def _clipping(norm: float) -> Callable[..., None]:
    """What shortens the gradients of an optimizer before it takes a step."""

    def clip(optimizer: torch.optim.Optimizer, *_: Any) -> None:
        torch.nn.utils.clip_grad_norm_(_parameters(optimizer), norm)

    return clip
