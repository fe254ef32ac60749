"""What a user asks for and what it settles to → a refusal of what contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.model.optimizer_kinds import OPTIMIZERS
from schematic.training.options.by_player import of_player
from schematic.training.options.config import Config, Request
from schematic.training.options.schedules import LINEAR, SCHEDULES
from schematic.training.training_errors import TrainingError


def check_asked(request: Request, config: Config, players: tuple[str, ...]) -> None:
    """Refuse options that have no meaning beside others, so that none is ignored.

    Args:
        request: what somebody asks for.
        config: to what it settles.
        players: of the model.

    Raises:
        TrainingError: an option would do nothing.
    """
    for what, cure in (
        *_about_schedule(request, config),
        *_about_optimizers(request, config, players),
    ):
        raise TrainingError(what, cure)


def _about_schedule(request: Request, config: Config) -> Iterator[tuple[str, str]]:
    if request.decay is None or request.schedule is None:
        return
    falls = bool(SCHEDULES[request.schedule].decay)
    if request.decay and not falls:
        yield (
            f"--schedule {request.schedule} keeps the rate, and --decay {request.decay:g} lets it "
            "fall",
            "leave one of them out",
        )
    if falls and not request.decay and request.schedule != LINEAR:
        yield (
            f"--schedule {request.schedule} lets the rate fall, and --decay 0 keeps it",
            "leave one of them out; --schedule constant keeps it",
        )


def _about_optimizers(
    request: Request, config: Config, players: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    kinds = {of_player(config.optimizer, player) for player in players}
    for setting in ("betas", "momentum"):
        takers = [name for name, row in OPTIMIZERS.items() if setting in row.takes]
        if getattr(request, setting) is not None and not kinds & set(takers):
            yield (
                f"--{setting} belongs to {' and '.join(takers)}, and no player has one of these",
                f"leave it out, or choose --optimizer {takers[0]}",
            )
