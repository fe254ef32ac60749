"""The processes of trainings and proofs: how many there are, and how they end."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from schematic.play.jobs import Job
from schematic.play.limits import Limits
from tests.play.conftest import serving, spec

LONG = {"text": spec("gan"), "data": "ring", "steps": 20_000, "seconds": 100}
SHORT = {"text": spec("gan"), "data": "nowhere"}
"""A training that is refused before torch is imported."""


def wait(until: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.slow
def test_a_page_that_goes_away_ends_its_training() -> None:
    with serving(limits=Limits(trainings=1, patience=0)) as client:
        jobs = client.server.desk.jobs
        stream = client.events("/train", LONG)
        started = next(event for event in stream if event["type"] == "loss")
        assert started["step"] < 20_000 and jobs.running == 1
        status, said = client.send("POST", "/train", LONG)
        assert status == 429 and "1 of 1 are running" in said
        (job,) = jobs.all
        stream.close()
        wait(lambda: jobs.running == 0)
        assert job.process.poll() is not None and not job.folder.exists()


def test_why_a_training_is_refused_is_told() -> None:
    with serving() as client:
        events = list(client.events("/train", SHORT))
        assert events[-1]["type"] == "error" and "nowhere" in str(events[-1]["message"])
        wait(lambda: client.server.desk.jobs.running == 0)


def test_a_closed_server_leaves_no_process() -> None:
    with serving() as client:
        with client.opened("POST", "/train", LONG) as response:
            assert response.status == 200
            wait(lambda: len(client.server.desk.jobs.all) == 1)
            (job,) = client.server.desk.jobs.all
            client.server.desk.jobs.close()
            assert job.process.poll() is not None and not job.folder.exists()
        assert client.send("POST", "/train", LONG)[0] == 429


def test_a_job_ends_with_its_time() -> None:
    job = Job({**LONG, "task": "train", "name": "a.sgm"}, 0.2)
    *_, last = (event for event in job.events(0.05) if event)
    assert last["message"] == "the time is over" and job.process.poll() is not None


def test_a_process_that_dies_is_told() -> None:
    job = Job({**LONG, "task": "train", "name": "a.sgm"}, 60)
    job.process.kill()
    *_, last = (event for event in job.events(0.05) if event)
    assert last["type"] == "error" and "ended with status" in str(last["message"])
    job.stop()
    assert not job.folder.exists()


def test_a_process_ends_when_nobody_listens() -> None:
    """As where the server is killed, and can stop nothing any more."""
    job = Job({**LONG, "task": "train", "name": "a.sgm"}, 100)
    assert job.process.stdin is not None
    job.process.stdin.close()
    wait(lambda: job.process.poll() is not None)
    job.stop()
