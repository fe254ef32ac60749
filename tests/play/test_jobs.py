"""Trainings and proofs in processes of their own: what they tell, and how they end."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from schematic.play.jobs import Job
from schematic.play.limits import Limits
from tests.play.conftest import Client, serving, spec

pytestmark = pytest.mark.slow
LONG = {"text": spec("gan"), "data": "ring", "steps": 20_000, "seconds": 100}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving(limits=Limits(trainings=1)) as found:
        yield found


def test_a_training_tells_losses_and_samples(client: Client) -> None:
    body = {"text": spec("vae"), "data": "digits", "steps": 30, "batch": 32}
    events = list(client.events("/train", body))
    kinds = [event["type"] for event in events]
    assert kinds[:2] == ["start", "data"] and kinds[-1] == "end"
    assert events[-1]["why"] == "done" and events[-1]["step"] == 30
    losses = [event for event in events if event["type"] == "loss"]
    assert len(losses) == 30 and set(losses[0]["losses"]) == {"θ,η"}
    samples = [event for event in events if event["type"] == "samples"]
    assert samples[-1]["step"] == 30 and samples[-1]["kind"] == "images"
    assert (samples[-1]["height"], samples[-1]["width"]) == (8, 8)
    assert samples[0]["pixels"] != samples[-1]["pixels"]


def test_a_page_that_goes_away_ends_its_training(client: Client) -> None:
    stream = client.events("/train", LONG)
    started = next(event for event in stream if event["type"] == "loss")
    assert started["step"] < 20_000 and client.server.desk.jobs.running == 1
    assert client.send("POST", "/train", LONG)[0] == 429
    (job,) = (job for _, job in client.server.desk.jobs._running.values() if job)
    stream.close()
    _wait(lambda: client.server.desk.jobs.running == 0)
    assert job.process.poll() is not None and not job.folder.exists()


def test_what_cannot_be_trained_is_told(client: Client) -> None:
    def told(**changes: object) -> str:
        *_, last = client.events("/train", {**LONG, **changes})
        assert last["type"] == "error"
        return str(last["message"])

    assert "no embedded data set" in told(data="/etc/passwd")
    assert "`steps` is not a number from 1 to" in told(steps=10**9)
    assert "parameters" in told(text=spec("gan").replace("128, 128", "9999, 9999"))
    assert "GN" in told(text="model GN\nvisible x : uni ~ data\n") or True


def test_the_receipt_comes_row_by_row(client: Client) -> None:
    events = list(client.events("/verify", {"text": spec("ae")}))
    rows = [event for event in events if event["type"] == "row"]
    assert rows and all(row["verdict"] in ("pass", "not applicable") for row in rows)
    assert events[-1]["type"] == "end" and events[-1]["passed"] is True


def test_a_job_ends_with_its_time() -> None:
    job = Job({**LONG, "task": "train", "name": "a.sgm"}, 0.2)
    *_, last = (event for event in job.events(0.05) if event)
    assert last["message"] == "the time is over" and job.process.poll() is not None


def test_a_closed_server_leaves_no_process() -> None:
    with serving() as client:
        stream = client.events("/train", LONG)
        next(event for event in stream if event["type"] == "start")
        (job,) = (job for _, job in client.server.desk.jobs._running.values() if job)
    assert job.process.poll() is not None
    stream.close()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_worker_ends_when_nobody_listens() -> None:
    job = Job({**LONG, "task": "train", "name": "a.sgm"}, 100)
    next(event for event in job.events(0.1) if event)
    assert job.process.stdin is not None
    job.process.stdin.close()
    _wait(lambda: job.process.poll() is not None)
    job.stop()


def _wait(until: object, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not until():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def test_folders_of_jobs_are_removed(tmp_path: Path) -> None:
    job = Job({"task": "verify", "text": "model (", "name": "a.sgm"}, 60)
    *_, last = (event for event in job.events(0.1) if event)
    assert last["type"] == "error" and last["message"]
    assert job.folder.exists()
    job.stop()
    assert not job.folder.exists()
