"""A file with options → what is asked for: a TOML file of a user's, or the `config.json` of a run.

A TOML file has the options by their names on the command line, `held-out` or `held_out`, and what
is said of single players, nodes or settings as tables. The options of a `config.json` make the
same run again.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from schematic.model.optimizer_kinds import OPTIMIZERS
from schematic.ranges import shown
from schematic.training.checkpoint.own_files import SMALL, read_own, reason_of
from schematic.training.options.config import REQUESTED, Config, Request, asked_for
from schematic.training.options.config_file import read_json
from schematic.training.run.kept_texts import SPEC
from schematic.training.training_errors import TrainingError

TABLES = {"set": "settings", "shape": "shapes", "column": "columns"}
"""Words of the command line → the options that they fill."""
PLACES = ("file", "out")
"""What a TOML file may say beside options: the spec and the folder of the run."""


@dataclass(frozen=True)
class Asked:
    """What a file asks for.

    Attributes:
        options: fields of `Request`.
        file: the spec; None where the file does not say it.
        out: the folder of the run; None where the file does not say it.
    """

    options: Mapping[str, Any]
    file: str | None = None
    out: str | None = None


def read_asked(path: str | Path) -> Asked:
    """Read what a file asks for.

    Raises:
        TrainingError: it cannot be read, or it holds something else than options; every name that
            is none is told at once.
    """
    path = Path(path)
    try:
        text = read_own(path, SMALL).decode("utf-8")
    except (OSError, ValueError) as error:
        cure = "give a TOML file with options, or the config.json of a run"
        raise TrainingError(f"{path} cannot be read: {reason_of(error)}", cure) from error
    if path.suffix.lower() == ".json":
        return _of_run(path, read_json(text, str(path)))
    return _of_toml(path, text)


def with_file(asked: Asked, request: Request) -> Request:
    """Return a request that takes from a file what it leaves open itself.

    Args:
        asked: by the file.
        request: by the command line, which goes before.
    """
    typed = asked_for(request)
    tables = {
        name: {**asked.options.get(name, {}), **typed.get(name, {})} for name in TABLES.values()
    }
    lengths = {"steps", "epochs"}
    given = dict(asked.options)
    if lengths & typed.keys():
        given = {name: value for name, value in given.items() if name not in lengths}
    return Request(**{**given, **typed, **tables})


def _of_run(path: Path, config: Config) -> Asked:
    """The options of a run; its spec lies beside them."""
    spec = path.with_name(SPEC)
    names = {each.name for each in fields(Request)}
    options = {n: v for n, v in vars(config).items() if n in names and v is not None}
    chosen = config.optimizer
    kinds = chosen.values() if isinstance(chosen, Mapping) else [chosen]
    if not any("betas" in OPTIMIZERS[kind].takes for kind in kinds):
        del options["betas"]
    if not spec.is_file():
        return Asked(options)
    return Asked({**options, "settings": {}} if config.written_out else options, str(spec))


def _of_toml(path: Path, text: str) -> Asked:
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise TrainingError(
            f"{path} is no TOML: {reason_of(error)}",
            'write lines such as `steps = 3000` and `data = "ring"`',
        ) from error
    named = {TABLES.get(name, name.replace("-", "_")): value for name, value in found.items()}
    if strangers := [name for name in named if name not in {*REQUESTED, *PLACES}]:
        raise TrainingError(
            f"{path}: no option is called {', '.join(shown(each) for each in strangers)}",
            f"did you mean {_near(strangers)}? `sgm train --help` lists all of them",
        )
    places = {name: named.pop(name) for name in PLACES if name in named}
    for name, value in places.items():
        if not isinstance(value, str) or not value:
            fault = "is empty" if value == "" else "is not a text"
            raise TrainingError(f"{path}: {name} {fault}", f'write {name} = "…"')
    return Asked({name: _read(path, name, value) for name, value in named.items()}, **places)


def _near(strangers: list[str]) -> str:
    known = [*(option.word(name)[2:] for name, option in REQUESTED.items()), *TABLES, *PLACES]
    near = [difflib.get_close_matches(s.replace("_", "-"), known, n=1) for s in strangers]
    return ", ".join(dict.fromkeys(each[0] for each in near if each)) or "another one"


def _read(path: Path, name: str, value: Any) -> Any:
    option = REQUESTED[name]
    try:
        return option.takes.read(value)
    except (ValueError, TypeError) as error:
        raise TrainingError(
            f"{path}: {name} cannot be {shown(value)}: {error}", f"give {option.takes}"
        ) from error
