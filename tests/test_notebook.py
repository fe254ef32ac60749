"""The cell magic `%%sgm`, in a real shell of IPython where it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SPEC = (
    "model M\nvisible x : real[2] ~ data\nlatent z : real[2] ~ Normal(0, 1)\n"
    "z -> x ~ Normal(G[θ], 1)\nx ..> z ~ Normal(E[η])\n"
)


@pytest.fixture
def shell() -> Iterator[Any]:
    testing = pytest.importorskip("IPython.core.interactiveshell")
    shell = testing.InteractiveShell.instance()
    shell.display_formatter.active_types = shell.display_formatter.format_types
    shell.run_line_magic("load_ext", "schematic")
    yield shell
    testing.InteractiveShell.clear_instance()


def test_a_cell_is_bound_to_a_name_and_shown(shell: Any) -> None:
    from IPython.utils.capture import capture_output

    with capture_output() as shown:
        shell.run_cell_magic("sgm", "mine", SPEC)
    assert shell.user_ns["mine"].name == "M"
    assert shown.outputs[0].data["image/svg+xml"].startswith("<svg")


def test_a_cell_without_a_name_is_shown_alone(shell: Any) -> None:
    from IPython.utils.capture import capture_output

    before = set(shell.user_ns)
    with capture_output() as shown:
        shell.run_cell_magic("sgm", "", SPEC)
    assert len(shown.outputs) == 1
    assert set(shell.user_ns) == before


def test_errors_are_shown_at_their_place_without_a_traceback(shell: Any) -> None:
    from IPython.utils.capture import capture_output

    with capture_output() as shown:
        shell.run_cell("%%sgm mine\n" + SPEC.replace("Normal(0", "Norml(0"))
        shell.run_cell("%%sgm not-a-name\n" + SPEC)
    assert "^^^^^" in shown.stdout + shown.stderr
    assert "Traceback" not in shown.stdout + shown.stderr
    assert "`not-a-name`" in shown.stdout + shown.stderr
    assert "mine" not in shell.user_ns


def test_a_training_is_one_output_which_says_how_it_ended(
    shell: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a kernel: IPython on a terminal has none, and shows nothing."""
    from IPython.utils.capture import capture_output

    monkeypatch.setattr("schematic.training.train_and_resume.draw_pictures", lambda run: ())
    asked = f'data="ring", steps=4, log_every=2, folder={str(tmp_path)!r}, force=True'
    cell = f'import schematic\nrun = schematic.train("gan", {asked})'
    with capture_output() as shown:
        shell.run_cell(cell)
    assert shown.outputs == []
    monkeypatch.setattr(shell, "kernel", object(), raising=False)
    with capture_output() as shown:
        shell.run_cell(cell)
    first, *others = shown._outputs
    assert "<progress" in first["data"]["text/html"] and not first["update"]
    assert others and all(each["update"] for each in others)
    assert {each["transient"]["display_id"] for each in others} == {
        first["transient"]["display_id"]
    }
    assert "done after" in others[-1]["data"]["text/html"]
    data, _ = shell.display_formatter.format(shell.user_ns["run"])
    assert "<table>" in data["text/html"]
    assert data["text/plain"].startswith("<Run of GAN: 4 steps")
