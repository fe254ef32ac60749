"""Where the package runs code, starts programs or opens connections: each in one known place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import schematic
from schematic.emit.model_source import write_source
from tests.architecture.modules import FILES
from tests.security.measured import sgm

RUNNERS = {"exec", "eval", "compile", "__import__", "builtins.compile", "builtins.exec"}
NETWORK = {"socket", "urllib.request", "http", "requests", "ftplib", "smtplib", "asyncio", "ssl"}


def uses(names: set[str], kinds: tuple[type[ast.AST], ...]) -> set[str]:
    """The modules of the package that call or import one of some names."""
    found = set()
    for module, file in FILES.items():
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if any(name in names for node in nodes if isinstance(node, kinds) for name in _names(node)):
            found.add(module)
    return found


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        yield ast.unparse(node.func)
    elif isinstance(node, ast.Import):
        for alias in node.names:
            yield from (alias.name, alias.name.partition(".")[0])
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield from (node.module, node.module.partition(".")[0])


def test_code_is_run_in_three_places() -> None:
    """What is run is the source of the emitter, of models and of audits, and a user's own files.

    Of a spec, the source holds names, numbers and a title. No run folder names a file that is run:
    `tests/training/run/test_user_nets.py`.
    """
    places = {"schematic.model.model", "schematic.audit.bench", "schematic.training.user_files"}
    assert uses(RUNNERS, (ast.Call,)) == places


def test_programs_are_started_in_two_places() -> None:
    """Graphviz, and the trainings and proofs of `sgm play`, which are this Python."""
    imports = (ast.Import, ast.ImportFrom)
    assert uses({"subprocess"}, imports) == {"schematic.render.engine", "schematic.play.jobs"}
    assert uses({"os.system", "os.popen", "os.execv", "os.posix_spawn"}, (ast.Call,)) == set()


def test_connections_are_opened_in_known_places() -> None:
    """Between the processes of one training, by the page on loopback, and by editors on a pipe."""
    found = uses(NETWORK, (ast.Import, ast.ImportFrom))
    assert {module.rpartition(".")[0] for module in found} <= {
        "schematic.training.distributed",
        "schematic.lsp",
        "schematic.play",
    }


def test_a_spec_cannot_name_code(tmp_path: Path) -> None:
    for net in ("os.system(1)", "__import__", "eval(1)", "torch(64)", "exec"):
        text = f"visible x : real[2] ~ data\nnet G = {net}\n"
        (tmp_path / "a.sgm").write_text(text)
        done = sgm("check", "a.sgm", folder=tmp_path)
        assert done.status == 1
        assert "error[SGM" in done.said


def test_names_of_builtins_are_names(tmp_path: Path) -> None:
    """A node or a net that is called like a function of Python hides none in the emitted file."""
    text = """\
    visible eval : real[2] ~ data
    latent open : real[2] ~ Normal(0, 1)
    open -> eval ~ exec[os]
    eval ..> open ~ compile[sys]
    """
    source = write_source(schematic.parse(text))
    called = {name for node in ast.walk(ast.parse(source)) for name in _names(node)}
    assert called.isdisjoint({"eval", "exec", "open", "compile", "__import__"})
