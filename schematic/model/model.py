"""The class of compiled models, and a Program's source → the class of one of them."""

from __future__ import annotations

import builtins
import hashlib
import linecache
import sys
from types import ModuleType
from typing import Any

from torch import nn

from schematic.emit.model_class import class_name
from schematic.emit.runtime.adam import LeanAdam
from schematic.model.checked import Checked
from schematic.model.optimizers import ChosenOptimizers
from schematic.program import Program


class Model(Checked, ChosenOptimizers, nn.Module):
    """A compiled model: an `nn.Module` with a loss for each player.

    `schematic.compile` makes it. Its nets are submodules, by their names in the spec; it is moved,
    copied, pickled and saved as any module is. It is not called: `m.losses(batch)` gives losses,
    and `m.step(batch, optimizers)` trains.

    Attributes:
        players: their names, in the order in which they step: discriminators first.
        nets: player → the names of the nets that it trains.
        schematic: what was compiled, all shapes filled in.
        source: the text that runs, which `sgm compile` writes.
        program: the operations that the source was written from.

    Example:
        >>> m = schematic.compile(schematic.load("gan"), shapes={"x": (2,)}, seed=0)
        >>> images = torch.rand(32, 2)
        >>> losses = m.losses(images)
        >>> list(losses)
        ['phi', 'theta']
        >>> optimizers = m.optimizers(lr=2e-4)
        >>> for _ in range(3):
        ...     losses = m.step(images, optimizers)
        >>> torch.save(m.state_dict(), "gan.pt")
    """

    def __reduce_ex__(self, protocol: Any) -> Any:
        """A pickle: the text that runs, and all that a module has.

        It is read by the same version of this package. Modules of yours are pickled as PyTorch
        pickles them: their classes have to be importable.
        """
        state = {name: value for name, value in vars(self).items() if name != "_seen"}
        return _blank, (self.program, self.source, hasattr(self, "graphs")), state


def model_class(program: Program, source: str, *, fast: bool) -> type[Model]:
    """The class that a source defines, behind the checks of what it is given.

    Args:
        program: what the source was written from.
        source: the text of an emitted file.
        fast: whether steps compile themselves.
    """
    name = class_name(program.schematic)
    digest = hashlib.sha256(source.encode()).hexdigest()[:8]
    filename = f"<{name}, written by schematic, {digest}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    home = ModuleType(f"schematic.emitted.{name}_{digest}")
    sys.modules[home.__name__] = home  # where `torch.compile` looks for what a method calls
    exec(builtins.compile(source, filename, "exec"), vars(home))
    bases = (Model, _with_optimizers(fast=fast), vars(home)[name])
    return type(name, bases, {"__module__": home.__name__})


def _blank(program: Program, source: str, fast: bool) -> Model:
    """An object of a model's class, before it has its state; pickles call it."""
    made = model_class(program, source, fast=fast)
    return made.__new__(made)


def _with_optimizers(*, fast: bool) -> type[LeanAdam]:
    """What stands before a model: the lean optimizer alone, or compiled steps too.

    TorchInductor takes seconds to import, so it is imported for those who ask for it.
    """
    if not fast:
        return LeanAdam
    from schematic.emit.runtime.fast_steps import FastSteps

    return FastSteps
