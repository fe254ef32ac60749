"""The class that stands before an emitted one: it checks inputs and explains what is impossible."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn

from schematic.diagnostics import Diagnostic, SchematicError
from schematic.graph import Schematic
from schematic.graph.player_names import by_player
from schematic.model import base_noise
from schematic.model import model_findings as errors
from schematic.model.batch_checks import (
    batch_faults,
    given_faults,
    kind_of,
    lengths_of,
    lone_faults,
    lone_net_faults,
    looks_of,
    pair_faults,
    require_batches,
    require_mapping,
)
from schematic.model.by_name import require_by_name
from schematic.model.cures_of_containers import named_type
from schematic.model.handed_in import as_batch, as_tensors, for_each
from schematic.model.not_called import refuse_call
from schematic.model.values import batch_value_faults
from schematic.model.way_back import NO_WAY, way_back
from schematic.program import Program
from schematic.program.ops import Recipe
from schematic.program.written_names import variable
from schematic.ranges import COUNT, shown

Batch = Mapping[str, Any] | Tensor | np.ndarray[Any, Any]
"""The values of each data node by name; or those of the one data node alone."""


class Checked:
    """A mixin before the emitted class.

    Attributes:
        source: the text that runs.
        program: what it was written from.

    Names, shapes, types and devices are checked of every batch; those that look like the last good
    ones are known at once. Values are read where that costs little: of every batch on a CPU by
    `losses` and `terms`, and of the first that looks new by `draw` and `step`, which training calls
    most. Where a later one fails, the finding about its values is raised.
    """

    source: str
    program: Program
    training: bool
    players: tuple[str, ...]
    nets: Mapping[str, tuple[str, ...]]
    _seen: object = None
    forward = compile = refuse_call

    @property
    def schematic(self) -> Schematic:
        """The schematic that was compiled, all shapes filled in."""
        return self.program.schematic

    def losses(self, batch: Batch, noise: Mapping[str, Tensor] | None = None) -> dict[str, Tensor]:
        """Each player's loss, a scalar in nats, to be minimised; all on the same draws.

        The gradient of a loss reaches the nets of its own player only, so each may be
        differentiated by itself, and their sum as well.

        Args:
            batch: the values of each data node, [B, …], or of each label of its indicator, as
                tensors or arrays; where there is one data node, its values alone. Classes are whole
                numbers [B], as a tensor, an array or a list.
            noise: base noise by draw or node, [B, …], or [k, B, …] where there are k samples.

        Returns:
            Player → loss, in the order in which players step.

        Raises:
            SchematicError: as `draw`; on a CPU the values of every batch are read (SGM651, SGM653,
                SGM663).
        """
        return self._computed("losses", batch, noise)  # type: ignore[no-any-return]

    def terms(
        self, batch: Batch, noise: Mapping[str, Tensor] | None = None
    ) -> dict[str, dict[str, Tensor]]:
        """The summands of each player's loss, means over the batch in nats; scalars.

        Args:
            batch: as for `losses`.
            noise: as for `losses`.

        Returns:
            Player → name of a term, such as "KL(q(z|x) ‖ p(z))" → its share of the loss, weights
            included.

        Raises:
            SchematicError: as `losses`.
        """
        return self._computed("terms", batch, noise)  # type: ignore[no-any-return]

    def draw(self, batch: Batch, noise: Mapping[str, Tensor] | None = None) -> dict[str, Tensor]:
        """The draws that the players share on a batch.

        Args:
            batch: as for `losses`.
            noise: as for `losses`.

        Returns:
            The draws and their raw parameters by name, [B, …] or, k-major, [k·B, …].

        Raises:
            SchematicError: the batch is not a mapping (SGM616), a data node is missing (SGM608) or
                does not fit (SGM609, SGM617), lies elsewhere (SGM652), or holds what its node does
                not take (SGM651, SGM653, SGM663); or there is one example where two are needed
                (SGM622); noise is for no draw (SGM613), does not fit (SGM614), or is there for some
                of the draws that are made together (SGM615).
        """
        batch, _ = self._admitted(batch, noise)
        try:
            return super().draw(batch, noise)  # type: ignore[misc,no-any-return]
        except (IndexError, RuntimeError):
            self._refuse_values(batch)
            raise

    def step(
        self,
        batch: Batch | Sequence[Batch],
        optimizers: Mapping[str, torch.optim.Optimizer],
    ) -> dict[str, Tensor]:
        """One training step of every player, discriminators first, on the same draws.

        Where an arrow says `steps = k`, it is on a sequence of k batches: the discriminators step
        on each of them, and everyone else on the last.

        Args:
            batch: as for `losses`, or a list of k of them.
            optimizers: one for each player, as `optimizers` makes them; "φ" and "phi" are the same.

        Returns:
            Player → its loss before its step, a scalar in nats without gradient. Nothing waits for
            an accelerator.

        Raises:
            SchematicError: as `draw`; the batches are not as many as a step takes (SGM616); a
                player has no optimizer (SGM661).
        """
        optimizers = self._by_player(optimizers)
        count, given = self.program.objective.batches, cast(Any, batch)
        if count == 1:
            given, _ = self._admitted(batch, None)
        elif isinstance(batch, list | tuple):
            given = [as_batch(self.schematic, each, cast(nn.Module, self)) for each in batch]
        require_batches(self.schematic, count, given)
        batches = [given] if count == 1 else given
        try:
            return super().step(given, optimizers)  # type: ignore[misc,no-any-return]
        except (IndexError, RuntimeError):
            self._refuse_values(*batches)
            raise

    def _by_player(self, given: Any) -> Mapping[str, torch.optim.Optimizer]:
        """The optimizers under the names of the players."""
        if not isinstance(given, Mapping):
            raise SchematicError([errors.wrong_optimizers(self.players, named_type(given))])
        if all(player in given for player in self.players):
            return given
        found = by_player(given, self.players)
        if not all(player in found for player in self.players):
            raise SchematicError([errors.wrong_optimizers(self.players, f"{list(given)}")])
        return found

    def _computed(self, name: str, given: Any, noise: Any) -> Any:
        """The emitted `losses` or `terms`, on a batch that fits and whose values do."""
        batch, is_new = self._admitted(given, noise)
        if not is_new and _on_cpu(batch):
            self._refuse_values(batch)
        return getattr(super(), name)(batch, noise)

    def _admitted(self, given: Any, noise: Any) -> tuple[Mapping[str, Any], bool]:
        """A batch that fits, of tensors, and whether it looks new."""
        batch = as_batch(self.schematic, given, cast(nn.Module, self))
        require_mapping(self.schematic, batch)
        looks = looks_of(noise) if isinstance(noise, Mapping) else type(noise)
        seen = looks_of(batch), looks, self.training
        if seen == self._seen:
            return batch, False
        self._check(batch, noise)
        self._seen = seen
        return batch, True

    def _check(self, batch: Mapping[str, Any], noise: Any) -> None:
        """Refuse a batch or noise that does not fit."""
        like = _like(self)
        findings = list(batch_faults(self.schematic, batch, like))
        findings = findings or list(batch_value_faults(self.schematic, batch))
        findings = findings or list(lone_faults(self.program.objective, batch))
        if self.training:
            findings = findings or list(lone_net_faults(self.program, batch))
        findings = findings or list(pair_faults(self.program.objective, batch))
        if noise is not None and not findings:
            known = base_noise.noise_of_losses(self.program, lengths_of(self.schematic, batch))
            findings = list(base_noise.noise_faults(known, noise, like))
            findings = findings or list(base_noise.halves(self.program, noise))
        _refuse(findings)

    def _refuse_values(self, *batches: Mapping[str, Any]) -> None:
        """Refuse batches for what they hold; what has failed on them may have failed for that."""
        _refuse(fault for each in batches for fault in batch_value_faults(self.schematic, each))

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

    def sample(
        self,
        n: int,
        *values: Any,
        noise: Mapping[str, Tensor] | None = None,
        **given: Any,
    ) -> Tensor:
        """Draws of the first data node, without gradient; means where its values are continuous.

        Where it goes back along a diffusion, `steps` says in how many steps, and `ode=True` takes
        the flow of probability in the place of the reverse process.

        Args:
            n: how many.
            values: the values of the nodes from which it starts, by name; or
            given: the same by keyword, [n, …] each; one class number holds for all n.
            noise: base noise by node, [n, …].

        Returns:
            [n, *event], on the device of the model; of classes, int64 [n].

        Raises:
            SchematicError: nothing leads from priors to data, or what it starts from is missing
                (SGM610); n, a value or noise does not fit (SGM609, SGM651, SGM652, SGM653, SGM663,
                SGM613, SGM614).
        """
        if not self.program.samples:
            why = "no chain of arrows leads from priors to a data node"
            cure = "give the code a prior, `~ Normal(0, 1)`, and match it"
            raise self._impossible("sample", why, cure)
        if not COUNT.accepts(n):
            raise SchematicError([errors.wrong_batch("n", shown(n), str(COUNT))])
        n, recipe = int(n), self.program.samples[0]
        way, given = way_back(self.schematic.name, recipe, given)
        given = self._by_node(_joined(values, given), n)
        self._check_recipe("sample", recipe, given, noise, n, way)
        return super().sample(  # type: ignore[misc,no-any-return]
            n, noise=noise, **way, **_named(given)
        )

    def infer(
        self,
        node: str,
        *values: Any,
        noise: Mapping[str, Tensor] | None = None,
        **given: Any,
    ) -> Tensor:
        """The mean of a node given the values of others, without gradient.

        Args:
            node: its name.
            values: the values of the nodes from which it is inferred, by name; where there is one,
                its values alone; or
            given: the same by keyword, [B, …] each.
            noise: base noise by node, [B, …], of what is drawn on the way.

        Returns:
            [B, *event]; of classes their probabilities, [B, classes].

        Raises:
            SchematicError: no way leads from what is given to the node (SGM610); a value or noise
                does not fit (SGM609, SGM651, SGM652, SGM653, SGM663, SGM613, SGM614).
        """
        recipes = {recipe.target: recipe for recipe in self.program.infers}
        if type(node) is not str:
            known = ", ".join(f"'{name}'" for name in recipes)
            raise SchematicError([errors.wrong_batch("the node", kind_of(node), "a name", known)])
        if node not in recipes:
            known = "; ".join(f"{r.target} of {', '.join(r.needs)}" for r in recipes.values())
            why = "no arrow leads to it"
            raise self._impossible(f"infer `{node}`", why, f"known: {known}")
        needs = recipes[node].needs
        alone = len(values) == len(needs) == 1 and not isinstance(values[0], Mapping)
        named = ({needs[0]: values[0]},) if alone else values
        given = self._by_node(_joined(named, given))
        self._check_recipe(f"infer `{node}`", recipes[node], given, noise)
        return super().infer(node, noise=noise, **_named(given))  # type: ignore[misc,no-any-return]

    def reconstruct(
        self,
        value: Any = None,
        /,
        *,
        noise: Mapping[str, Tensor] | None = None,
        **given: Any,
    ) -> Tensor:
        """The mean of data at what is inferred from them, without gradient.

        Args:
            value: the data, [B, …]; or a mapping of all that is given, by node.
            given: other values that are needed, by keyword, [B, …] each.
            noise: base noise by node, [B, …], of what is drawn on the way.

        Returns:
            [B, *event].

        Raises:
            SchematicError: nothing infers a code from the data (SGM610); a value or noise does not
                fit (SGM609, SGM651, SGM652, SGM653, SGM663, SGM613, SGM614).
        """
        if not self.program.reconstructs:
            why = "no arrow infers a code from the data, so there is nothing to go back from"
            cure = "add one, such as `x -> z ~ Q[η]` (swap with `sgm rewrite`) or `x ..> z ~ E[η]`"
            raise self._impossible("reconstruct", why, cure)
        recipe = self.program.reconstructs[0]
        if value is not None and not isinstance(value, Mapping):
            value = {recipe.target: value}
        everything = self._by_node(_joined(() if value is None else (value,), given))
        self._check_recipe("reconstruct", recipe, everything, noise)
        example = everything.pop(recipe.target)
        return super().reconstruct(  # type: ignore[misc,no-any-return]
            example, noise=noise, **_named(everything)
        )

    def _by_node(self, given: Mapping[str, Any], length: int | None = None) -> dict[str, Any]:
        """Values by the names of their nodes; `class_` is understood where Python needs it."""
        nodes, home = self.schematic.nodes, cast(nn.Module, self)
        written = {variable(name): name for name in nodes}
        named = {n if n in nodes else written.get(n, n): value for n, value in given.items()}
        values = as_tensors(self.schematic, named, home)
        return for_each(self.schematic, values, length, home)

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
        like = _like(self)
        findings = list(given_faults(self.schematic, recipe.needs, given, like, length))
        if noise is not None and not findings:
            size = length or len(given[recipe.needs[0]])
            known = base_noise.noise_of_recipe(self.schematic, recipe, size, way)
            findings = list(base_noise.noise_faults(known, noise, like))
        _refuse(findings)

    def _impossible(self, what: str, why: str, cure: str) -> SchematicError:
        return SchematicError([errors.impossible(self.schematic.name, what, why, cure)])


def _like(model: Any) -> Tensor | None:
    """A parameter of the model, which has its type and its device."""
    return next(model.parameters(), None)


def _on_cpu(batch: Mapping[str, Any]) -> bool:
    """Whether the values of a batch can be read without waiting for a device."""
    value = next(iter(batch.values()), None)
    if isinstance(value, Mapping):
        return _on_cpu(value)
    return isinstance(value, Tensor) and value.device.type == "cpu"


def _refuse(findings: Iterable[Diagnostic]) -> None:
    """Raise findings, if there are any."""
    if found := list(findings):
        raise SchematicError(found)


def _joined(values: Iterable[Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given in mappings, and by keyword.

    Raises:
        SchematicError: one does not say by name what it gives (SGM664).
    """
    values = list(values)
    for each in values:
        require_by_name("values", each, "{'c': …}")
    return {name: value for each in (*values, given) for name, value in each.items()}


def _named(given: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Values by the arguments of the emitted methods, which keep clear of Python's words."""
    return {variable(name): value for name, value in given.items()}
