"""The class that stands before an emitted one: it checks inputs and explains what is impossible."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from schematic.diagnostics import SchematicError
from schematic.graph import Schematic
from schematic.model import base_noise
from schematic.model import model_findings as errors
from schematic.model.batch_checks import (
    batch_faults,
    given_faults,
    lengths_of,
    lone_faults,
    lone_net_faults,
    looks_of,
    pair_faults,
    require_batches,
    require_mapping,
)
from schematic.model.handed_in import as_batch, as_tensor, as_tensors
from schematic.model.not_called import refuse_call
from schematic.model.way_back import NO_WAY, way_back
from schematic.program import Program
from schematic.program.ops import Recipe
from schematic.program.written_names import variable
from schematic.ranges import COUNT, shown


class Checked:
    """A mixin before the emitted class.

    Attributes:
        source: the text that runs.
        program: what it was written from.

    A batch and noise that look like the last good ones are not checked again, to keep steps quick.
    """

    source: str
    program: Program
    training: bool
    _seen: object = None
    forward = compile = refuse_call

    @property
    def schematic(self) -> Schematic:
        """The schematic that was compiled, all shapes filled in."""
        return self.program.schematic

    def draw(
        self, batch: Mapping[str, Any], noise: Mapping[str, Tensor] | None = None
    ) -> dict[str, Tensor]:
        """The emitted `draw`, on a batch and noise that fit.

        Args:
            batch: the values of each data node, [B, …], or of each label of its indicator, as
                tensors or arrays; where there is one data node, its values alone.
            noise: base noise by draw or node, [B, …], or [k, B, …] where there are k samples.

        Returns:
            The draws and their raw parameters by name, [B, …] or, k-major, [k·B, …].

        Raises:
            SchematicError: the batch is not a mapping (SGM616), a data node is missing (SGM608) or
                does not fit (SGM609, SGM617), or there is one example where two are needed
                (SGM622); noise is for no draw (SGM613), does not fit (SGM614), or is there for some
                of the draws that are made together (SGM615).
        """
        batch = as_batch(self.schematic, batch)
        require_mapping(self.schematic, batch)
        looks = looks_of(noise) if isinstance(noise, Mapping) else type(noise)
        seen = looks_of(batch), looks, self.training
        if seen != self._seen:
            self._check(batch, noise)
            self._seen = seen
        return super().draw(batch, noise)  # type: ignore[misc,no-any-return]

    def step(self, batch: Any, *arguments: Any, **given: Any) -> dict[str, Tensor]:
        """The emitted `step`, on a batch; returns the players' losses, scalars in nats.

        Where an arrow says `steps = k`, it is on a sequence of k batches: the discriminators step
        on each of them, and everyone else on the last.

        Raises:
            SchematicError: as `draw`; or the batches are not as many as a step takes (SGM616).
        """
        if self.program.objective.batches == 1:
            batch = as_batch(self.schematic, batch)
        elif isinstance(batch, list | tuple):
            batch = [as_batch(self.schematic, each) for each in batch]
        require_batches(self.schematic, self.program.objective.batches, batch)
        return super().step(batch, *arguments, **given)  # type: ignore[misc,no-any-return]

    def _check(self, batch: Mapping[str, Any], noise: Any) -> None:
        """Refuse a batch or noise that does not fit."""
        dtype = _dtype(self)
        findings = list(batch_faults(self.schematic, batch, dtype))
        findings = findings or list(lone_faults(self.program.objective, batch))
        if self.training:
            findings = findings or list(lone_net_faults(self.program, batch))
        findings = findings or list(pair_faults(self.program.objective, batch))
        if noise is not None and not findings:
            known = base_noise.noise_of_losses(self.program, lengths_of(self.schematic, batch))
            findings = list(base_noise.noise_faults(known, noise, dtype))
            findings = findings or list(base_noise.halves(self.program, noise))
        if findings:
            raise SchematicError(findings)

    def _apply(self, fn: Any, recurse: bool = True) -> Any:
        """Forget the last good batch: the parameters may change their type."""
        self._seen = None
        return super()._apply(fn, recurse)  # type: ignore[misc]

    def __deepcopy__(self, memo: dict[int, Any]) -> Checked:
        """A copy with parameters of its own; what it was written from never changes."""
        twin = type(self).__new__(type(self))
        memo[id(self)] = twin
        memo[id(self.program)] = self.program
        for name, value in self.__dict__.items():
            twin.__dict__[name] = copy.deepcopy(value, memo)
        return twin

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Refuse to be pickled.

        Raises:
            SchematicError: always; with the ways to save a model (SGM619).
        """
        raise SchematicError([errors.not_picklable(self.schematic.name)])

    def sample(self, n: int, *, noise: Mapping[str, Tensor] | None = None, **given: Any) -> Tensor:
        """The emitted `sample`: draws of the first data node, [n, …].

        Where it goes back along a diffusion, `steps` says in how many steps, and `ode=True` takes
        the flow of probability in the place of the reverse process.

        Raises:
            SchematicError: nothing leads from priors to data, or what it starts from is missing
                (SGM610); n, a value or noise does not fit (SGM609, SGM653, SGM613, SGM614).
        """
        if not self.program.samples:
            why = "no chain of arrows leads from priors to a data node"
            cure = "give the code a prior, `~ Normal(0, 1)`, and match it"
            raise self._impossible("sample", why, cure)
        if not COUNT.accepts(n):
            raise SchematicError([errors.wrong_batch("n", shown(n), str(COUNT))])
        n, recipe = int(n), self.program.samples[0]
        way, given = way_back(self.schematic.name, recipe, given)
        given = self._by_node(given)
        self._check_recipe("sample", recipe, given, noise, n, way)
        return super().sample(  # type: ignore[misc,no-any-return]
            n, noise=noise, **way, **_named(given)
        )

    def infer(
        self, node: str, *, noise: Mapping[str, Tensor] | None = None, **given: Tensor
    ) -> Tensor:
        """The emitted `infer`: the mean of a node, [B, …], given the values of others, [B, …].

        Raises:
            SchematicError: no way leads from what is given to the node (SGM610); a value or noise
                does not fit (SGM609, SGM653, SGM613, SGM614).
        """
        recipes = {recipe.target: recipe for recipe in self.program.infers}
        if node not in recipes:
            known = "; ".join(f"{r.target} of {', '.join(r.needs)}" for r in recipes.values())
            why = "no arrow leads to it"
            raise self._impossible(f"infer `{node}`", why, f"known: {known}")
        given = self._by_node(given)
        self._check_recipe(f"infer `{node}`", recipes[node], given, noise)
        return super().infer(node, noise=noise, **_named(given))  # type: ignore[misc,no-any-return]

    def reconstruct(
        self,
        value: Tensor | None = None,
        /,
        *,
        noise: Mapping[str, Tensor] | None = None,
        **given: Tensor,
    ) -> Tensor:
        """The emitted `reconstruct`: the mean of data, [B, …], at what is inferred from them.

        Raises:
            SchematicError: nothing infers a code from the data (SGM610); a value or noise does not
                fit (SGM609, SGM653, SGM613, SGM614).
        """
        if not self.program.reconstructs:
            why = "no arrow infers a code from the data, so there is nothing to go back from"
            cure = "add one, such as `x -> z ~ Q[η]` (swap with `sgm rewrite`) or `x ..> z ~ E[η]`"
            raise self._impossible("reconstruct", why, cure)
        recipe = self.program.reconstructs[0]
        everything = self._by_node(given)
        if value is not None:
            everything = {recipe.target: as_tensor(value), **everything}
        self._check_recipe("reconstruct", recipe, everything, noise)
        example = everything.pop(recipe.target)
        return super().reconstruct(  # type: ignore[misc,no-any-return]
            example, noise=noise, **_named(everything)
        )

    def _by_node(self, given: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Values by the names of their nodes; `class_` is understood where Python needs it."""
        nodes = self.schematic.nodes
        written = {variable(name): name for name in nodes}
        values = as_tensors(given)
        return {n if n in nodes else written.get(n, n): value for n, value in values.items()}

    def _check_recipe(
        self,
        what: str,
        recipe: Recipe,
        given: Mapping[str, Any],
        noise: Any,
        length: int | None = None,
        way: Mapping[str, Any] = NO_WAY,
    ) -> None:
        """Refuse values that a recipe needs and does not get, or that do not fit."""
        missing = [name for name in recipe.needs if name not in given]
        if missing:
            names = ", ".join(missing)
            cure = f"give {', '.join(f'{name}=…' for name in missing)}"
            raise self._impossible(what, f"it needs {names}", cure)
        dtype = _dtype(self)
        findings = list(given_faults(self.schematic, recipe.needs, given, dtype, length))
        if noise is not None and not findings:
            size = length or len(given[recipe.needs[0]])
            known = base_noise.noise_of_recipe(self.schematic, recipe, size, way)
            findings = list(base_noise.noise_faults(known, noise, dtype))
        if findings:
            raise SchematicError(findings)

    def _impossible(self, what: str, why: str, cure: str) -> SchematicError:
        return SchematicError([errors.impossible(self.schematic.name, what, why, cure)])


def _dtype(model: Any) -> torch.dtype | None:
    parameter = next(model.parameters(), None)
    return None if parameter is None else parameter.dtype


def _named(given: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Values by the arguments of the emitted methods, which keep clear of Python's words."""
    return {variable(name): value for name, value in given.items()}
