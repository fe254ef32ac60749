"""A spec and a script → a user's losses beside the derived ones: the `audit` command."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

from schematic.cli.inputs import accept_file, add_file, add_nets, add_settings, nets_of, shapes_of
from schematic.cli.numbers import whole
from schematic.ranges import SEED

if TYPE_CHECKING:
    from torch import nn

    from schematic.diagnostics import SchematicError
    from schematic.handle import Schematic

DESCRIPTION = """Say whether losses of your own are those that the spec derives, and if not, why.

The script is run, and its function `losses(nets, batch, noise)` is called with modules in float64,
by their names in the spec, random data and base noise, as `m.losses` of a compiled model takes
them; it returns a scalar for each player. Values and gradients, in the nets of every player, are
compared on several batches. The exit status is 1 if a loss is another one."""

FUNCTION = "losses"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `audit`."""
    add_file(parser)
    parser.add_argument(
        "script",
        metavar="SCRIPT.py[:FUNCTION]",
        help=f"a file of your own, which is run, and a function of it; default: {FUNCTION}",
    )
    add_settings(parser)
    add_nets(parser)
    parser.add_argument(
        "--seed", type=whole(SEED), default=0, help="of nets, batches and noise; default: 0"
    )
    parser.add_argument("--to", choices=("text", "json"), default="text", help="default: text")


def run(options: argparse.Namespace) -> int:
    """Audit the function of a script, and print what was found."""
    schematic = accept_file(options.file, options)
    path, name, text = _read(options.script)

    from schematic.audit import audit

    with redirect_stdout(sys.stderr):  # what the script prints is not part of the answer
        losses = _function(path, name, text)
        nets = _modules(options, schematic)
        found = audit(schematic, losses, nets=nets, seed=options.seed)
    print(found if options.to == "text" else found.to_json())
    return 0 if found.passed else 1


def _read(word: str) -> tuple[str, str, bytes]:
    """The path of a script, the name of its function, and what it holds.

    Raises:
        SchematicError: it cannot be read (SGM690).
    """
    from schematic.training.user_files import read_user_file

    path, colon, name = word.rpartition(":")
    if not colon or not path or not name.isidentifier():
        path, name = word, FUNCTION
    try:
        return path, name, read_user_file(path)
    except ValueError as error:
        cure = "give the path of a Python file, and its function behind a colon: vae.py:losses"
        raise _refused(f"`{path}` cannot be read", str(error), cure) from error


def _function(path: str, name: str, text: bytes) -> Callable[..., Any]:
    """Run a script, and take its function.

    Raises:
        SchematicError: it fails, or defines no such function (SGM690).
    """
    from schematic.diagnostics.diagnostic import did_you_mean
    from schematic.training.user_files import executed, place_in_user_file

    whole_path = os.path.abspath(path)  # noqa: PTH100 (what `executed` names in tracebacks)
    try:
        home = executed(whole_path, text, hashlib.sha256(text).hexdigest()[:8])
    except (Exception, SystemExit) as fault:
        said = str(fault).splitlines()[0] if str(fault) else ""
        where = place_in_user_file(fault)
        if isinstance(fault, SyntaxError) and fault.filename:
            where = f"{fault.filename}:{fault.lineno}"
        cause = f"{where or whole_path}: {type(fault).__name__}: {said}"
        cure = 'mend it; what trains stands under `if __name__ == "__main__":`'
        raise _refused(f"`{path}` fails when it is run", cause, cure) from fault
    found = getattr(home, name, None)
    if not callable(found):
        own = [each for each, value in vars(home).items() if _is_function(value, home.__name__)]
        cause = f"its functions are {', '.join(own)}" if own else "it defines no function"
        cure = did_you_mean(name, own) or f"define {name}(nets, batch, noise), or name another one"
        raise _refused(f"`{path}` has no function `{name}`", cause, cure)
    return found  # type: ignore[no-any-return]


def _is_function(value: object, home: str) -> bool:
    return callable(value) and getattr(value, "__module__", None) == home


def _modules(options: argparse.Namespace, schematic: Schematic) -> dict[str, nn.Module]:
    """The modules that `--net` names, in float64."""
    from schematic.audit.sizes import with_sizes
    from schematic.training.options.user_nets import read_nets
    from schematic.training.run.user_modules import make_modules

    named = read_nets(nets_of(options), schematic)
    sized = with_sizes(schematic, named, shapes_of(options), None)
    made = make_modules(named, sized, options.seed)
    return {name: module.double() for name, module in made.items()}


def _refused(what: str, cause: str, cure: str) -> SchematicError:
    from schematic.audit.audit_findings import no_script
    from schematic.diagnostics import SchematicError

    return SchematicError([no_script(what, cause, cure)])
