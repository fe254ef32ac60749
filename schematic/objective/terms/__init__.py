"""The symbolic objective: typed terms over named draws, a file for each kind of term.

Terms hold laws, draws and numbers, and no text. Log-densities are sums over a node's elements, in
nats; expectations are means over the batch.
"""

from __future__ import annotations

from schematic.objective.terms._body import Body
from schematic.objective.terms._parts import (
    Draw,
    Objective,
    Origin,
    Phase,
    Player,
    Reading,
    Rows,
    Source,
    Term,
    Weigher,
)
from schematic.objective.terms.contrast import Contrast
from schematic.objective.terms.denoising import Denoising
from schematic.objective.terms.divergence import Divergence, Estimator
from schematic.objective.terms.entropy import Entropy
from schematic.objective.terms.feature_density import FeatureDensity
from schematic.objective.terms.log_density import LogDensity
from schematic.objective.terms.penalty import Penalty
from schematic.objective.terms.reweighted import Reweighted
from schematic.objective.terms.verdict import Verdict
from schematic.objective.terms.volume import Volume

__all__ = [
    "Body",
    "Contrast",
    "Denoising",
    "Divergence",
    "Draw",
    "Entropy",
    "Estimator",
    "FeatureDensity",
    "LogDensity",
    "Objective",
    "Origin",
    "Penalty",
    "Phase",
    "Player",
    "Reading",
    "Reweighted",
    "Rows",
    "Source",
    "Term",
    "Verdict",
    "Volume",
    "Weigher",
]
