"""What once went wrong, and what is likely to, is fed in every run of the tests."""

from __future__ import annotations

import pytest

from tests.fuzz.fuzz_target import CORPUS, TARGETS, kept_inputs
from tests.fuzz.guard import feed

KEPT = [(name, file) for name in TARGETS.modules for file in kept_inputs(name)]
LARGEST = 200_000


@pytest.mark.parametrize(("name", "file"), KEPT, ids=["/".join(pair) for pair in KEPT])
def test_every_promise_holds(name: str, file: str) -> None:
    target, data = TARGETS[name], kept_inputs(name)[file]
    target.attempt(target.seeds()[0])
    assert feed(target, data)


def test_the_corpus_is_small_and_all_of_it_is_fed() -> None:
    files = [path for path in CORPUS.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= LARGEST
    assert {(path.parent.name, path.name) for path in files} == set(KEPT)
    assert {name for name, _ in KEPT} == set(TARGETS.modules)
