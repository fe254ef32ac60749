"""A text and embedded data → losses and samples, every so many steps of a short training."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from schematic.data import EMBEDDED
from schematic.data.dataset import Array, Dataset
from schematic.diagnostics import Error, Source
from schematic.diagnostics.diagnostic import did_you_mean
from schematic.graph.names import greek
from schematic.play.limits import Limits
from schematic.play.tasks._task import Event, Task, Tell

if TYPE_CHECKING:
    from schematic.training.options.config import Request
    from schematic.training.options.setup import Setup
    from schematic.training.run.run_folder import Run

LINES, PICTURES = 100, 60
"""How often losses and samples are told, about."""
IMAGES = 64
COUNTED = 2_000
"""Samples by which modes are counted."""


class TimeIsUp(Exception):  # noqa: N818  (no error: it ends a training that has had its time)
    """The training has had its seconds."""


class RefusedError(Error):
    """A training that is not begun."""


class _Asked(NamedTuple):
    """What a page asks for, within the limits."""

    source: Source
    data: str
    steps: int
    batch: int
    seconds: float
    seed: int


def train(asked: Event, tell: Tell) -> None:
    """Train for a while on the CPU, in the folder where the process runs.

    Args:
        asked: `text`, `name` and `data`; perhaps `steps`, `batch`, `seconds` and `seed`.
        tell: gets `start`, `data`, `loss` and `samples` events, and `end`.

    Raises:
        SchematicError: the text has errors, or does not fit the data.
        Error: something else does not fit, or the model is too large to train here.
    """
    wanted, limits = _read(asked), Limits()
    from schematic.training.options.setup import set_up
    from schematic.training.train_and_resume import train as train_run

    request = _request(wanted)
    setup = set_up(wanted.source, request)
    if not _does_sample(setup):
        request = replace(request, sample_every=None)
        setup = set_up(wanted.source, request)
    _require_small(setup, limits)
    teller = _Teller(tell, wanted, limits)
    tell({"type": "start", "line": setup.line, "steps": wanted.steps, "seconds": wanted.seconds})
    _tell_data(setup, tell, limits)
    try:
        outcome = train_run(
            wanted.source,
            request,
            "run",
            callbacks=[teller.loss],
            watch=teller.samples if request.sample_every else None,
            pictures=False,
            setup=setup,
        )
    except TimeIsUp:
        tell({"type": "end", "step": teller.step, "why": "the time is over", "notes": []})
    else:
        notes = list(outcome.notes)
        tell({"type": "end", "step": outcome.run.state.step, "why": "done", "notes": notes})


def _read(asked: Event) -> _Asked:
    """What is asked for, within the limits.

    Raises:
        RefusedError: the data are not embedded, or a number is out of its range.
    """
    limits, data = Limits(), str(asked.get("data", ""))
    if data not in EMBEDDED:
        message = f"no embedded data set is called {data[:60]!r}"
        raise RefusedError(message, did_you_mean(data, EMBEDDED))
    source = Source.of(str(asked["name"]), str(asked["text"]), alone=True)
    return _Asked(
        source,
        data,
        int(_number(asked, "steps", 2_000, limits.steps)),
        int(_number(asked, "batch", 128, limits.batch)),
        _number(asked, "seconds", 60.0, limits.seconds),
        int(_number(asked, "seed", 0, 2**31 - 1, least=0)),
    )


def _number(asked: Event, name: str, default: float, most: float, least: float = 1) -> float:
    value = asked.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise RefusedError(f"`{name}` is not a number from {least:g} to {most:g}")
    return value


def _request(wanted: _Asked) -> Request:
    from schematic.training.options.config import Request

    return Request(
        data=wanted.data,
        steps=wanted.steps,
        batch=wanted.batch,
        seed=wanted.seed,
        device="cpu",
        log_every=max(1, wanted.steps // LINES),
        sample_every=max(1, wanted.steps // PICTURES),
        checkpoint_every=wanted.steps,
    )


def _does_sample(setup: Setup) -> bool:
    """Whether the model samples data that can be shown."""
    from schematic.training.pictures.frames import require_frames
    from schematic.training.training_errors import TrainingError

    try:
        require_frames(setup)
    except TrainingError:
        return False
    return True


def _require_small(setup: Setup, limits: Limits) -> None:
    """Refuse a model that is too large, before it takes memory.

    Raises:
        RefusedError: it is.
    """
    import torch

    from schematic.model import compile as compile_model

    with torch.device("meta"):
        model = compile_model(setup.schematic)
    count = sum(parameter.numel() for parameter in model.parameters())
    if count > limits.parameters:
        message = f"{setup.schematic.name} has {count:,} parameters"
        cure = f"take nets with at most {limits.parameters:,}, or train it with `sgm train`"
        raise RefusedError(message, cure)


class _Teller:
    """Tells losses and samples, and ends a training that has had its time."""

    def __init__(self, tell: Tell, wanted: _Asked, limits: Limits) -> None:
        self.tell, self.limits, self.seconds = tell, limits, wanted.seconds
        self.begin: float | None = None
        self.step = 0

    def loss(self, step: int, values: Mapping[str, float]) -> None:
        """Tell a line of the log."""
        self.step = step
        losses = {
            greek(name.removesuffix(" loss")): value
            for name, value in values.items()
            if name.endswith(" loss")
        }
        self.tell({"type": "loss", "step": step, "losses": losses, "values": dict(values)})
        self._look_at_the_clock()

    def samples(self, run: Run) -> None:
        """Tell samples as they are now."""
        from schematic.training.run.samples import draw_samples, sampled_node

        node = sampled_node(run)
        assert node is not None
        event = run.setup.schematic.nodes[node].space.shape or ()
        dataset = run.setup.dataset
        most = _most(event, self.limits)
        count = most if dataset.modes is None else COUNTED
        values = draw_samples(run, count)
        told = {"type": "samples", "step": run.state.step, "node": node, **_shown(values[:most])}
        self.tell({**told, **_modes(values, dataset)})
        self._look_at_the_clock()

    def _look_at_the_clock(self) -> None:
        now = time.monotonic()
        self.begin = now if self.begin is None else self.begin
        if now - self.begin > self.seconds:
            raise TimeIsUp


def _modes(values: Array, dataset: Dataset) -> Event:
    """How many modes of a mixture samples find, and the share of them that is on one."""
    if dataset.modes is None or dataset.sigma is None:
        return {}
    from schematic.training.evaluation.measures.modes_found import find_modes

    seen = find_modes(values, dataset.modes, dataset.sigma)
    return {"modes": {"found": seen.found, "of": len(dataset.modes), "share": seen.share}}


def _most(event: tuple[int, ...], limits: Limits) -> int:
    return limits.samples if len(event) < 2 else IMAGES


def _tell_data(setup: Setup, tell: Tell, limits: Limits) -> None:
    """Tell what the data look like, for the node that the model samples."""
    from schematic.data import unscale
    from schematic.data.lazy_column import in_memory
    from schematic.objective.queries import samples

    node = next((query.target for query in samples(setup.schematic)), None)
    column = next((c for (n, _), c in setup.train.columns.items() if n == node), None)
    if node is None or column is None:
        return
    event = setup.schematic.nodes[node].space.shape or ()
    values = in_memory(column[: _most(event, limits)])
    scale = setup.config.scales.get(node)
    values = values if scale is None else unscale(values, scale)
    tell({"type": "data", "node": node, **_shown(values)})


def _shown(values: Array) -> Event:
    """Values [N, *event] as points in the plane, or as grey or coloured images of bytes."""
    if values.ndim < 3:
        flat = values.reshape(len(values), -1)
        plane = flat if flat.shape[1] > 1 else np.pad(flat, ((0, 0), (0, 1)))
        return {"kind": "points", "points": np.round(plane[:, :2].astype(float), 4).tolist()}
    images = values if values.ndim == 4 else values[:, None]
    low, high = float(images.min()), float(images.max())
    span = max(high, 1.0) - min(low, 0.0)
    pixels = np.clip((images - min(low, 0.0)) / span * 255, 0, 255).astype(np.uint8)
    count, channels, height, width = pixels.shape
    return {
        "kind": "images",
        "count": count,
        "channels": channels,
        "height": height,
        "width": width,
        "pixels": base64.b64encode(pixels.tobytes()).decode(),
    }


TASK = Task("train", train)
