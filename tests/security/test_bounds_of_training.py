"""A batch that is larger than the data is cheap; one that no machine computes is refused."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import torch

from schematic.pipeline import parse
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training.loop.batches import Stream
from schematic.training.options import batch_bounds
from schematic.training.options.batch_bounds import MOST_EXAMPLES, require_possible
from schematic.training.options.config import Request
from schematic.training.options.setup import set_up
from schematic.training.training_errors import TrainingError

SPEC = """\
visible x : real[1000] ~ data
latent z : real[24] ~ Normal(0, 1)
z -> x ~ G[θ]
x ..> z ~ E[η] {samples = 10}
"""


def test_a_batch_above_the_data_takes_time_in_proportion() -> None:
    """Twelve examples, and a batch of a million: 87,000 permutations, joined once."""
    begun = time.process_time()
    rows = Stream(12, MOST_EXAMPLES, 0, torch.device("cpu")).next()
    assert time.process_time() - begun < 20
    assert len(rows) == MOST_EXAMPLES
    whole = rows[: len(rows) // 12 * 12].view(-1, 12).sort().values
    assert (whole == torch.arange(12)).all()


@pytest.mark.parametrize("examples", [5, 7, 12])
@pytest.mark.parametrize("size", [1, 5, 8, 40])
@pytest.mark.parametrize("ahead", [1, 3])
def test_rows_are_one_permutation_after_another(examples: int, size: int, ahead: int) -> None:
    stream = Stream(examples, size, 3, torch.device("cpu"))
    rows = torch.cat([stream.next(ahead) for _ in range(30)])
    epochs = [stream._permutation(epoch) for epoch in range(len(rows) // examples + 1)]
    assert torch.equal(rows, torch.cat(epochs)[: len(rows)])
    again = Stream(examples, size, 3, torch.device("cpu"))
    again.seek(11)
    assert torch.equal(again.next(), rows[11 * size : 12 * size])


def test_a_batch_of_a_slip_is_refused() -> None:
    with pytest.raises(TrainingError, match="larger than the data") as caught:
        set_up(read(zoo()["vae"]), Request(data="ring", batch=10**9))
    assert f"{MOST_EXAMPLES:,}" in caught.value.cure
    assert set_up(read(zoo()["vae"]), Request(data="ring", batch=100_000)).config.batch == 100_000


def test_samples_that_fill_the_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = parse(SPEC)
    monkeypatch.setattr(batch_bounds, "physical_memory", lambda: 1024 * 4 * 10 * 100)
    require_possible(spec, 100, 1, 100)
    require_possible(spec, 200, 2, 100)
    with pytest.raises(TrainingError, match="GB for the values") as caught:
        require_possible(spec, 101, 1, 100)
    assert "samples" in caught.value.cure


def test_a_batch_as_large_as_the_data_is_allowed() -> None:
    require_possible(parse(SPEC.replace("1000", "1")), 2**21, 10**6, 2**21)


def test_torch_out_of_memory_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from schematic.cli.failures import explain

    with pytest.raises(RuntimeError) as caught:
        torch.empty(2**55)
    assert explain(caught.value) == 2
    assert "out of memory" in capsys.readouterr().err
