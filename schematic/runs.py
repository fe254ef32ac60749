"""A spec and data → a run, with what can be asked of it behind a dot: `schematic.train`.

It does what `sgm train` does, in the same folder; so `sgm sample`, `sgm evaluate` and `open_run`
read what it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from schematic.diagnostics import Error, Source
from schematic.diagnostics.diagnostic import did_you_mean
from schematic.diagnostics.number_error import require_whole
from schematic.diagnostics.wrong_argument import require_type
from schematic.graph import Schematic
from schematic.graph.spec_text import write_schematic
from schematic.html_table import write_table
from schematic.ranges import COUNT
from schematic.syntax.named_source import find_source
from schematic.training.log.csv_log import LOG, Row, read_log
from schematic.training.options.config import REQUESTED, Request
from schematic.training.options.values import Each

if TYPE_CHECKING:
    from torch import Tensor

    from schematic.handle import Schematic as HeldSchematic
    from schematic.training.evaluation.results import Result
    from schematic.training.log.outlets import Callback
    from schematic.training.run.run_folder import Run as OpenedRun
    from schematic.training.sampling.drawn import Drawn

Spec = str | Path | Schematic
OPTIONS = tuple(field.name for field in fields(Request))


class UnknownOptionError(Error):
    """A run has no option of this name."""


@dataclass(frozen=True, eq=False)
class Run:
    """A trained run.

    Attributes:
        opened: what its folder holds: the options, the data, the optimizers.
        notes: what training said.

    Example:
        >>> run = schematic.train("cvae", data="digits-binary", steps=2, folder="runs/cvae")
        >>> run.sample(given={"c": 3}).shape
        torch.Size([100, 1, 8, 8])
        >>> run.model.players
        ('theta,eta',)
    """

    opened: OpenedRun
    notes: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where it lies: `sgm sample FOLDER` reads it."""
        return self.opened.folder

    @property
    def schematic(self) -> HeldSchematic:
        """The schematic that was trained, with the shapes of its data."""
        from schematic.handle import hold

        return hold(self.opened.setup.schematic)

    @property
    def model(self) -> Any:
        """The trained `nn.Module`; it has the methods of every compiled model."""
        return self.opened.model

    @property
    def log(self) -> list[Row]:
        """The lines of the log: column → value, losses and terms in nats."""
        return read_log(self.folder / LOG)

    def sample(
        self,
        n: int | None = None,
        *,
        given: Mapping[str, object] | None = None,
        node: str | None = None,
        seed: int = 0,
        **options: Any,
    ) -> Tensor:
        """Values of a node, [n, *event], in the units of the data; of classes, int64 [n].

        Args:
            n: how many; None draws 100, or as many as are given.
            given: node → a class, classes, numbers, a tensor [m, *event], or the path of an image
                or an array.
            node: the node; None takes what the model samples.
            seed: of the noise.
            options: `steps` and `ode` of a way back along a diffusion.

        Raises:
            NumberError: n is no whole number of at least 1.
            TrainingError: values do not fit, or the model cannot compute it.
        """
        import torch

        return torch.from_numpy(self._drawn(n, given, node, seed, options).values)

    def picture(
        self,
        n: int | None = None,
        *,
        given: Mapping[str, object] | None = None,
        node: str | None = None,
        seed: int = 0,
        **options: Any,
    ) -> Picture:
        """A picture of what `sample` gives: images in rows and columns, points over the data.

        A notebook shows it; `run.picture(given={"c": 3}).save("threes.png")` writes a file.

        Args:
            n: as of `sample`.
            given: as of `sample`.
            node: as of `sample`.
            seed: as of `sample`.
            options: as of `sample`.

        Raises:
            TrainingError: values do not fit, or the model cannot compute it.
        """
        from schematic.training.pictures.figures import to_png
        from schematic.training.pictures.sample_pictures import picture_of

        drawn = self._drawn(n, given, node, seed, options)
        return Picture(to_png(picture_of(self.opened, drawn)))

    def _drawn(
        self,
        n: int | None,
        given: Mapping[str, object] | None,
        node: str | None,
        seed: int,
        options: Mapping[str, Any],
    ) -> Drawn:
        """What the model makes of what is given."""
        from schematic.training.from_python import told_in_python
        from schematic.training.sampling.drawn import conditions_of, draw
        from schematic.training.sampling.ways import find_way

        number = None if n is None else require_whole("n", n, COUNT)
        words = {name: _listed(value) for name, value in (given or {}).items()}
        with told_in_python(None):
            way = find_way(self.opened, tuple(words), node)
            conditions, count = conditions_of(self.opened, way, words, number, seed)
            return draw(self.opened, way, count, seed, conditions, **options)

    def evaluate(self, *, only: Sequence[str] = (), **effort: Any) -> Evaluation:
        """What `sgm evaluate` prints: numbers that fit the model, on held-out examples.

        Args:
            only: words of measures; all that fit where none is given.
            effort: fields of `schematic.training.evaluation.Effort`, such as `samples` and `seed`.

        Raises:
            TrainingError: a word is none of a measure.
        """
        from schematic.training.evaluation import Effort, evaluate

        known = tuple(field.name for field in fields(Effort))
        _check_known(effort, known, "an evaluation")
        return Evaluation(evaluate(self.opened, Effort(**effort), only))

    def __repr__(self) -> str:
        """Its model, its length and its folder, in a line."""
        step = self.opened.state.step
        return f"<Run of {self.schematic.name}: {step:,} steps, {str(self.folder)!r}>"

    def _repr_html_(self) -> str:
        """Its picture, its curves, samples and facts, as notebooks show them."""
        from schematic.training.live.run_page import write_run_page

        numbers = f"run.evaluate(), or on a terminal: sgm evaluate {quote(str(self.folder))}"
        drawing = self.schematic._repr_svg_()
        return write_run_page(self.opened, drawing, numbers, self.notes)


@dataclass(frozen=True, repr=False)
class Picture:
    """A picture, which a notebook shows.

    Attributes:
        png: the content of a PNG file.
    """

    png: bytes

    def save(self, path: str | Path) -> None:
        """Write it to a file.

        Raises:
            OSError: it cannot be written.
        """
        Path(path).write_bytes(self.png)

    def __repr__(self) -> str:
        """How large its file is."""
        return f"<Picture: PNG, {len(self.png):,} bytes>"

    def _repr_png_(self) -> bytes:
        """The picture, as notebooks show it."""
        return self.png


@dataclass(frozen=True, repr=False)
class Evaluation(Mapping[str, float]):
    """The numbers of an evaluation by their names; printed, a table with what they mean.

    Example:
        >>> run = schematic.train("gan", data="ring", steps=2, folder="runs/gan")
        >>> found = run.evaluate(only=["modes-found"], samples=64)
        >>> sorted(found)
        [...]
    """

    results: tuple[Result, ...]

    @cached_property
    def _numbers(self) -> Mapping[str, float]:
        """The numbers; the name of an indented line goes on with that of the line it belongs to."""
        numbers: dict[str, float] = {}
        whole = ""
        for result in self.results:
            is_part = result.name.startswith(" ")
            whole = whole if is_part else result.name
            numbers[f"{whole} {result.name.strip()}" if is_part else whole] = result.value
        return numbers

    def __getitem__(self, name: str) -> float:
        """The number of a name, such as "Fréchet distance, values of held-out data"."""
        if name not in self._numbers:
            raise KeyError(f"no number is called {name!r}; there are {', '.join(self._numbers)}")
        return self._numbers[name]

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._numbers)

    def __len__(self) -> int:
        """How many numbers there are."""
        return len(self.results)

    def __repr__(self) -> str:
        """How many numbers it has; `print` shows them."""
        return f"<Evaluation: {len(self)} numbers>"

    def _repr_html_(self) -> str:
        """The table, as notebooks show it."""
        rows = ((r.name, f"{r.value:.4g}", r.meaning) for r in self.results)
        return write_table("evaluation", ("measure", "value", "what it is"), rows)

    def __str__(self) -> str:
        """The table, as `sgm evaluate` prints it."""
        from schematic.training.evaluation.results import write_text

        return write_text(self.results)


def train(
    spec: Spec,
    *,
    data: object | None = None,
    steps: int | None = None,
    folder: str | Path | None = None,
    force: bool = False,
    quiet: bool = True,
    show: bool | None = None,
    watch: Callable[[Run], object] | None = None,
    callbacks: Sequence[Callback] = (),
    resume: bool = False,
    **options: Any,
) -> Run:
    """Train a spec as `sgm train` does.

    A notebook shows the curve of each player's loss, the newest samples and the time that is left,
    in one output that changes in its place; when training ends it stays as it is then.

    Args:
        spec: a schematic, the path of a `.sgm` file, or the name of a shipped spec.
        data: the name of an embedded data set, a path, a map-style data set or loader of torch, or
            a dict of two of them, "train" and "test"; None takes the first embedded set that fits.
        steps: how long; the default depends on the data.
        folder: of the run; `runs/<model>-<data>` if None.
        force: whether to write over a run that is there.
        quiet: whether to show no progress on a terminal.
        show: whether a notebook shows the training as it goes on; None does so wherever there is
            a notebook. Nothing of the run depends on it.
        watch: gets the run as it is now, every `sample_every` steps, or with each line of the log
            where that is not given, and after the last step.
        callbacks: functions of the step and the values of each line of the log. They and `watch`
            may raise `StopTraining`; what else they raise ends the training, too.
        resume: whether to go on with the run that is there, from its last checkpoint.
        options: the other options of `sgm train`, such as `batch`, `lr`, `seed`, `ema`.

    Raises:
        UnknownOptionError: there is no option of a name.
        SchematicError: the spec has errors.
        InterruptedTrainingError: the user has interrupted it; a checkpoint is written.
        DataError: the data cannot be used.
        TrainingError: training cannot begin, or cannot go on.

    Example:
        >>> run = schematic.train("gan", data="ring", steps=2, folder="runs/short")
        >>> run
        <Run of GAN: 2 steps, 'runs/short'>
    """
    _check_known(options, OPTIONS, "`train`")
    _check_containers(options, callbacks)
    named = str(data) if isinstance(data, str | Path) else None
    request = Request(data=named, steps=steps, **options)
    source = _source(spec)
    from schematic.training.from_python import go_on, notebook_view, told_in_python
    from schematic.training.train_and_resume import train as begin
    from schematic.training.user_calls import shortened

    asked: dict[str, Any] = {
        "quiet": quiet,
        "callbacks": callbacks,
        "watch": None if watch is None else lambda opened: watch(Run(opened)),
        "view": notebook_view(show),
        "data": None if isinstance(data, str | Path) else data,
    }
    try:
        with told_in_python(asked["data"]):
            if resume:
                outcome = go_on(source, request, folder, asked, force=force)
            else:
                outcome = begin(source, request, folder, force=force, **asked)
    except Exception as error:
        raise shortened(error)  # noqa: B904  (it is the same error)
    return Run(outcome.run, outcome.notes)


def _check_containers(options: Mapping[str, object], callbacks: object) -> None:
    """Refuse options of several values that are given otherwise than by name.

    Raises:
        SchematicError: one is no mapping, or callbacks are no sequence (SGM662).
    """
    for name, option in REQUESTED.items():
        if name in options and isinstance(option.takes, Each):
            cure = f"give a mapping, {name}={{…: …}}"
            require_type("train", options[name], Mapping, f"`{name}` by name", cure)
    cure = "give a list of functions of the step and its values"
    require_type("train", callbacks, Sequence, "`callbacks`, a list of functions", cure)


def open_run(folder: str | Path, *, data: object | None = None) -> Run:
    """A run that lies in a folder, at its last checkpoint, with its data.

    Args:
        folder: the folder that training wrote.
        data: the examples, where they were given as an object of Python, which no run keeps.

    Raises:
        RunError: there is none, or a part of it is missing or damaged.
        DataError: its data cannot be used.

    Example:
        >>> made = schematic.train("gan", data="ring", steps=2, folder="runs/made")
        >>> run = schematic.open_run("runs/made")
        >>> len(run.log) == len(made.log)
        True
    """
    from schematic.training.run.run_folder import open_run as opened
    from schematic.training.run.run_place import check_folder

    cure = 'give the folder of a run, such as "runs/gan-ring"'
    require_type("open_run", folder, (str, Path), "a folder", cure)
    place = Path(folder)
    check_folder(place)
    run = opened(place, data=data)
    return Run(run, run.notes)


def _source(spec: Spec) -> Source:
    if isinstance(spec, Schematic):
        return Source.of(f"{spec.name}.sgm", write_schematic(spec))
    return find_source(spec, "train", "a `Schematic` or the path of a spec")


def _listed(value: object) -> list[Any]:
    """A value that is given, as words and arrays."""
    if isinstance(value, bool | int | float | str | Path):
        return [str(value)]
    if isinstance(value, list | tuple) and all(isinstance(each, int | float) for each in value):
        return [",".join(map(str, value))]
    return [value]


def _check_known(options: Mapping[str, object], known: Sequence[str], whose: str) -> None:
    for name in options:
        if name not in known:
            raise UnknownOptionError(f"{whose} has no option `{name}`", did_you_mean(name, known))
