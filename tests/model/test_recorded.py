"""A step that is recorded on a GPU: it is the eager step, and goes on being it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch

import schematic
from schematic.emit.runtime.recorded import Recorded
from schematic.resources import zoo

ON_GPU = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU")


class Tape:
    """A stand-in for a CUDA graph: it replays a function of the memory that it was given."""

    def replay(self) -> None:
        recorder.results = recorder.run(kept, *recorder.places)


@contextmanager
def taping(tape: object) -> Iterator[None]:
    yield


@contextmanager
def refusing(tape: object) -> Iterator[None]:
    yield
    raise RuntimeError("operation not permitted\nwhen stream is capturing")


recorder: Any = None
kept = torch.ones(2)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The calls of the function that a recorder is made of."""
    global recorder
    made: list[Any] = []

    def double(staying: torch.Tensor, new: torch.Tensor) -> list[torch.Tensor]:
        made.append((staying.data_ptr(), new.data_ptr()))
        return [staying + 2 * new]

    recorder = Recorded(double)
    monkeypatch.setattr(torch.cuda, "CUDAGraph", Tape)
    monkeypatch.setattr(torch.cuda, "graph", taping)
    return made


def test_it_is_recorded_when_the_memory_is_met_again(calls: list[Any]) -> None:
    assert recorder([kept], [torch.ones(2)])[0].tolist() == [3, 3]
    assert recorder.graph is None
    for value in (2.0, 5.0):
        new = torch.full((2,), value)
        assert recorder([kept], [new])[0].tolist() == [1 + 2 * value] * 2
        assert calls[-1] == (kept.data_ptr(), recorder.places[0].data_ptr())
    other = torch.zeros(2)
    assert recorder([other], [torch.ones(2)])[0].tolist() == [2, 2]
    assert recorder.graph is None


def test_what_cannot_be_recorded_runs_as_it_is(
    calls: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "graph", refusing)
    for _ in range(3):
        assert recorder([kept], [torch.ones(2)])[0].tolist() == [3, 3]
    assert recorder.reason == "operation not permitted"
    assert len(calls) == 4  # one of them in the recording that failed


@ON_GPU
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of what compiles for a GPU
@pytest.mark.parametrize("name", ["vae", "gan", "helmholtz", "infogan-code"])
def test_a_recorded_step_is_the_eager_one(name: str) -> None:
    spec = schematic.parse(zoo()[name].read_text("utf-8"), shapes={"x": (64,)})
    models = [schematic.compile(spec, seed=0, fast=fast).cuda() for fast in (True, False)]
    optimizers = [model.optimizers(lr=1e-2) for model in models]
    for step in range(8):
        batch = {"x": torch.rand(32, 64, device="cuda").round()}
        losses = []
        for model, own in zip(models, optimizers, strict=True):
            for each in own.values():
                each.param_groups[0]["lr"] = 1e-2 / (1 + step)
            torch.manual_seed(step)
            losses.append({k: v.item() for k, v in model.step(batch, own).items()})
        assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    (made,) = [each for each in models[0].graphs.steps.values() if each is not None]
    assert made.run.graph is not None
