"""Config ⇄ `config.json`: the options of a run, and the versions that it was made with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from schematic.training.options.config import OPTIONS, Config
from schematic.training.options.values import read_object
from schematic.training.training_errors import RunError


def write_json(config: Config, about: Mapping[str, str]) -> str:
    """Write `config.json`: the options, and the versions that the run was made with."""
    return json.dumps({"about": about, "options": asdict(config)}, indent=2) + "\n"


def read_json(text: str, name: str) -> Config:
    """Read the Config in a text that `write_json` wrote.

    Args:
        text: JSON.
        name: the file, for messages.

    Raises:
        RunError: the text holds no options of a run.
    """
    try:
        options = read_object(read_object(json.loads(text))["options"])
        names = [each.name for each in fields(Config) if each.name in options]
        return Config(**{name: _read(name, options[name]) for name in names})
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RunError(
            f"{name} holds no options of a run: {_reason(error)}",
            "train again, or take the file from a backup; options of your own stand in a TOML file",
        ) from error


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, KeyError):
        return f"it has no entry {error}"
    return f"{type(error).__name__}: {error}"


def _read(name: str, value: Any) -> Any:
    """An option from JSON; one that nobody asked for and that has no default may be null."""
    if value is None and Config.__dataclass_fields__[name].default is None:
        return None
    try:
        return OPTIONS[name].takes.read(value)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{name}: {error}") from error
