"""Wrong code: substitutions in the emitted text that `verify` must refuse, one place at a time."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import Any

from torch import nn

from schematic.emit.model_class import class_name
from schematic.emit.model_source import write_program
from schematic.objective.terms import Objective
from schematic.program import plan

# Name → pattern and substitution, made at each place in turn, within the text of the model.
SUBSTITUTIONS: Mapping[str, tuple[str, str]] = {
    "sum for mean (games)": (r"(F\.softplus\([^)]*\)+)\.mean\(\)", r"\1.sum()"),
    "sum for mean (densities)": (
        r"elements\.sum\(\) \* \(scale / len\(elements\)\)",
        "elements.sum() * scale",
    ),
    "sum for mean (bits)": (r'reduction="sum"\) / len\(value\)', 'reduction="sum")'),
    "sum for mean (classes)": (
        r"F\.cross_entropy\(logits, value\)",
        'F.cross_entropy(logits, value, reduction="sum")',
    ),
    "mean over bits": (r'reduction="sum"\) / len\(value\)', 'reduction="mean")'),
    "sum for mean (weighed)": (
        r"(\(\w+ \* \w+_(?:nll|kl)\w*\(.*\)\))\.mean\(\)",
        r"\1.sum()",
    ),
    "mean over elements": (
        r"elements\.sum\(\) \* \(scale / len\(elements\)\)",
        "elements.mean() * scale",
    ),
    "a net not frozen": (r"with frozen\([^)]*\):", "if True:"),
    "a detach dropped": (r"(?<!loss)\.detach\(\)(?!\.requires)", ""),
    "no_grad dropped": (r"(?<!@)with torch\.no_grad\(\):", "if True:"),
    "a verdict reversed": (r"F\.softplus\(-", "F.softplus("),
    "values for features": (r"self\.D\.trunk\(", "nn.Identity()("),
    "KL reversed": (
        r"loc\*\*2 \+ log_var\.expm1\(\) - log_var",
        "(loc**2 + 1) * (-log_var).exp() - 1 + log_var",
    ),
    "variance for scale": (r"torch\.exp\(0\.5 \* log_var\)", "torch.exp(log_var)"),
    "the constant of a Normal": (r"math\.log\(2 \* math\.pi\)", "0.0"),
    "a half of a Normal": (r"(batch_mean\(_normal_.*), 0\.5\)", r"\1)"),
    "Bernoulli draws upside down": (r"noise < torch\.sigmoid\(", "noise > torch.sigmoid("),
    "half lost (games)": (r"0\.5 \* (?=F\.softplus)", ""),
    "half lost (densities)": (r"0\.5 \* (?=\(?[\w *]*_(nll|kl)\w*\()", ""),
    "a weight of the wrong label": (r"torch\.sigmoid\(self\.D", "torch.sigmoid(-self.D"),
    "a gradient cut in code": (r"(self\.G\d?\()(z|h|h1)\)", r"\1\2.detach())"),
    "the rows of the other pass": (r"(?<=\()(no_t|seen_t)(?= \*)", r"~\1"),
    "all rows": (r"(?<=\()(no_t|seen_t) \* ", r""),
    "a sum over values for their mean": (r"math\.log\(values\) \+ ", ""),
    "missing is seen": (r"return ~missing", "return missing"),
    "forward for inverse": (r"self\.F\.inverse\(", "self.F("),
    "a volume of the wrong sign": (r"-(\d) \* (\w+_log_det)", r"\1 * \2"),
    "a volume left out": (r"-\d \* (\w+_log_det)", r"0 * \1"),
    "an entropy of the wrong sign": (r"-1 \* (normal_nll_mean\(\w+, \w+_loc)", r"\1"),
    "noise left out": (r"(log_var\)) \* noise$", r"\1 * 0"),
    "whole examples permuted": (r"u\.argsort\(1\)", "u[..., :1].expand_as(u).argsort(1)"),
    "weights that sum to 1": (r"len\(logit\) \* torch\.softmax", "torch.softmax"),
    "weights upside down": (r"torch\.softmax\(logit", "torch.softmax(-logit"),
    "noise for data in a mixture": (
        r"level\.alpha \* value \+ level\.sigma \* noise",
        "level.sigma * value + level.alpha * noise",
    ),
    "the rate of another schedule": (
        r"level\.alpha_rate \* value \+ level\.sigma_rate",
        "level.sigma_rate * value - level.alpha_rate",
    ),
    "a half of a square": (r"0\.5 \* (?=per_example\(\(target)", ""),
    "sum for mean (squares)": (r"weighed\((error_x, weight_t)\)\.mean", r"weighed(\1).sum"),
    "a weight of another target": (r"2 \* alpha / \(sigma \*", "2 / (sigma *"),
    "a range left out": (r"0\.8 \* (?=weighed)", ""),
    "a mean without its link": (r"torch\.sigmoid\((x\w*_logits)\)", r"torch.tanh(\1)"),
}


def substituted(name: str, source: str, live: set[int]) -> Iterator[str]:
    """The text with one substitution made at one place, among the lines that run."""
    pattern, instead = SUBSTITUTIONS[name]
    for found in re.finditer(pattern, source, re.MULTILINE):
        if source.count("\n", 0, found.start()) + 1 in live:
            yield source[: found.start()] + found.expand(instead) + source[found.end() :]


def source_of(objective: Objective, modules: Mapping[str, nn.Module]) -> str:
    """The text of a model whose nets are all bound."""
    return write_program(plan(objective, modules))


FILE = "<mutant>"


def built(source: str, objective: Objective, modules: Mapping[str, nn.Module]) -> nn.Module:
    """The model that a text defines."""
    namespace: dict[str, Any] = {"__name__": "mutant"}
    exec(compile(source, FILE, "exec"), namespace)
    model = namespace[class_name(objective.schematic)](**modules)
    assert isinstance(model, nn.Module)
    return model


def lines_run(run: Callable[[], object]) -> set[int]:
    """The lines of a built model that run within a call: the others are dead there."""
    seen: set[int] = set()

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        if frame.f_code.co_filename != FILE:
            return None
        seen.add(frame.f_lineno)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return seen
