"""Batches: every example once an epoch, any step reachable, domains on their own."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from schematic import parse
from schematic.data import Feed
from schematic.resources import zoo
from schematic.training.loop.batches import Batches, Stream, first_rows, to_columns
from schematic.training.options.batch_places import Place, data_ports, places
from schematic.training.training_errors import TrainingError

CPU = torch.device("cpu")


def test_a_stream_shows_every_example_once_an_epoch() -> None:
    stream = Stream(10, 4, seed=3, device=CPU)
    rows = torch.cat([stream.next() for _ in range(5)])
    assert sorted(rows[:10].tolist()) == list(range(10))
    assert sorted(rows[10:].tolist()) == list(range(10))


def test_a_batch_may_be_larger_than_the_data() -> None:
    stream = Stream(3, 8, seed=0, device=CPU)
    assert np.bincount(stream.next().numpy()).tolist() in ([3, 3, 2], [3, 2, 3], [2, 3, 3])


@pytest.mark.parametrize("step", [0, 1, 2, 3, 7, 25])
def test_seeking_is_the_same_as_walking(step: int) -> None:
    walked, sought = (Stream(10, 4, seed=1, device=CPU) for _ in range(2))
    for _ in range(step):
        walked.next()
    sought.seek(step)
    for _ in range(6):
        assert torch.equal(walked.next(), sought.next())


def test_the_order_depends_on_the_seed() -> None:
    orders = {tuple(Stream(50, 50, seed, CPU).next().tolist()) for seed in range(5)}
    assert len(orders) == 5


def test_domains_cycle_on_their_own_and_pairs_stay_together() -> None:
    spec = parse(zoo()["ada"].read_text("utf-8"), shapes={"z": (1,)})
    source = np.arange(10, dtype=np.float32)[:, None]
    feed = Feed(
        {
            ("z", "source"): source,
            ("z", "target"): 100 + np.arange(7, dtype=np.float32)[:, None],
            ("t", "source"): np.arange(10, dtype=np.int64),
        },
        {},
    )
    batches = Batches(to_columns(feed, places(spec), CPU), 5, seed=0)
    for _ in range(10):
        batch = batches.next()
        z = batch["z"]
        assert isinstance(z, dict)
        assert torch.equal(z["source"][:, 0].long(), batch["t"])
        assert z["target"].min() >= 100
        assert len(z["target"]) == len(z["source"]) == 5


def test_a_probe_has_as_many_examples_of_each_domain() -> None:
    feed = Feed(
        {("z", "a"): np.zeros((9, 1), np.float32), ("z", "b"): np.zeros((4, 1), np.float32)}, {}
    )
    ways = (Place("z", "a", "a"), Place("z", "b", "b"))
    z = first_rows(to_columns(feed, ways, CPU), 100)["z"]
    assert isinstance(z, dict)
    assert len(z["a"]) == len(z["b"]) == 4


def test_ports_follow_the_laws() -> None:
    z, t = data_ports(parse(zoo()["ada"].read_text("utf-8")), {})
    assert (z.domains, z.kind, z.shape) == (("target", "source"), "real", None)
    assert (t.domains, t.kind, t.classes) == (("source",), "cat", 2)
    (x,) = data_ports(parse(zoo()["gan"].read_text("utf-8")), {"x": "pixels"})
    assert (x.domains, x.kind, x.column) == ((), "unit", "pixels")
    with pytest.raises(TrainingError, match="no data node of GAN is called so"):
        data_ports(parse(zoo()["gan"].read_text("utf-8")), {"w": "pixels"})
