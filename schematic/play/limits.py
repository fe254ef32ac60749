"""How much `sgm play` does for a page: all that a request may ask for has an end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The limits.

    Attributes:
        bytes: of a request.
        trainings: that run at once.
        proofs: that run at once.
        patience: seconds that one waits for another to end, which the page may just have left.
        steps: of a training.
        seconds: of a training, from its first step.
        proof_seconds: of a proof.
        start_seconds: until a process has imported torch and compiled a model.
        parameters: of a model that is trained.
        batch: examples in a batch.
        samples: points in a picture of samples; images are fewer.
        answers: questions that wait for an answer.
    """

    bytes: int = 4_000_000
    trainings: int = 2
    proofs: int = 1
    patience: float = 5.0
    steps: int = 20_000
    seconds: float = 120.0
    proof_seconds: float = 180.0
    start_seconds: float = 60.0
    parameters: int = 5_000_000
    batch: int = 512
    samples: int = 400
    answers: int = 32
