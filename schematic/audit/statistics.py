"""A row in training and in evaluation → what is said where the statistics of a batch differ."""

from __future__ import annotations

from dataclasses import replace

from schematic.audit.report import Fault, PlayerAudit, Verdict
from schematic.graph.names import greek


def with_statistics(training: PlayerAudit, evaluation: PlayerAudit) -> PlayerAudit:
    """The row in training, explained by the one in evaluation where that one is explained.

    A net with a batch norm computes something else on other batches. Where its norms use what they
    have kept, a loss that calls it on other batches is the same loss.
    """
    told = training.verdict, evaluation.verdict
    if told[0] is not Verdict.UNEXPLAINED or told[1] is Verdict.UNEXPLAINED:
        return training
    faults = (_fault(training.player), *evaluation.faults)
    row = replace(training, verdict=Verdict.EXPLAINED, faults=faults, notes=evaluation.notes)
    return replace(row, residual=evaluation.residual)


def _fault(player: str) -> Fault:
    message = (
        f"{greek(player)}'s loss is made with the statistics of other batches: a net with a batch "
        "norm is called on batches that are joined or cut, or in evaluation mode"
    )
    cure = (
        "call each net on each batch alone, as real and as generated examples, and leave its mode"
    )
    return Fault("batch_statistics", message, cure)
