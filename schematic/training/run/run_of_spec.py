"""A spec → the folder of the run that was begun with it, to go on there."""

from __future__ import annotations

from pathlib import Path

from schematic.diagnostics import SchematicError, Source
from schematic.graph import Schematic
from schematic.pipeline import accept
from schematic.training.options.config import Config, Request
from schematic.training.options.config_file import read_json
from schematic.training.options.setup import set_up
from schematic.training.run.kept_texts import CONFIG, SPEC, read_kept
from schematic.training.run.run_place import check_named, default_folder
from schematic.training.run.whole_spec import whole_spec
from schematic.training.training_errors import RunError


def find_run_of(
    source: Source, request: Request, folder: str | Path | None, data: object | None = None
) -> Path:
    """Return the folder of the run of a spec.

    Args:
        source: the spec.
        request: what the user asks for.
        folder: where the run lies; None for where training would have put it.
        data: the examples, where they are an object of Python.

    Raises:
        RunError: there is no run, or it was begun with another spec.
        TrainingError: the folder has an empty name.
        SchematicError: the spec is wrong.
        DataError: the folder is not named, and the data that name it cannot be used.
    """
    check_named(folder)
    if folder is None:
        setup = set_up(source, request, data=data)
        folder = default_folder(setup.schematic, setup.config.data)
    place = Path(folder)
    require_spec_of(place, source)
    return place


def require_spec_of(folder: Path, source: Source) -> None:
    """Refuse a spec that is not that of a run.

    Layout and comments may differ. A rewrite of another file is the spec of its run if it gives the
    model that the run has written out; the settings are those of the run.

    Raises:
        RunError: the spec is another one, or there is no run in the folder.
        SchematicError: the spec is wrong.
    """
    kept = read_kept(folder)
    config = read_json(kept.config, str(folder / CONFIG))
    begun_with = accept(Source.of(str(folder / SPEC), kept.spec), _own_settings(config))
    if _as_kept(source, config) != begun_with:
        raise RunError(
            f"the run in {folder} was begun with another spec than {source.name} is now",
            f"give the spec that it keeps, {folder / SPEC}; or begin another run: --out DIR",
        )


def _as_kept(source: Source, config: Config) -> Schematic | None:
    """The model of a spec as a run of these options keeps it; None where it has not its numbers."""
    try:
        whole = whole_spec(source, config.settings)
        return accept(Source.of(source.name, whole.text), _own_settings(config))
    except SchematicError:
        accept(source)  # raises what is wrong with the spec whatever the settings are
        return None


def _own_settings(config: Config) -> dict[str, float]:
    """The settings that the spec of a run still takes: none where it is written out."""
    return {} if config.written_out else dict(config.settings)
