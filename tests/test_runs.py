"""`schematic.train` and its run, and the names of the package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

import schematic
from schematic.diagnostics import Error, SchematicError
from schematic.runs import Evaluation, UnknownOptionError
from schematic.training.evaluation import Result
from schematic.verify.receipt import Receipt, judged


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> schematic.Run:
    folder = tmp_path_factory.mktemp("runs") / "cvae"
    return schematic.train("cvae", data="digits-binary", steps=12, batch=32, folder=folder, seed=1)


def test_a_run_has_its_model_and_its_log(run: schematic.Run) -> None:
    assert isinstance(run.model, torch.nn.Module)
    assert run.log[-1]["step"] == 12
    assert run.schematic.nodes["x"].space.shape == (1, 8, 8)
    assert repr(run).startswith("<Run of CVAE: 12 steps, ")


def test_samples_take_what_is_given(run: schematic.Run) -> None:
    assert run.sample(5, given={"c": 3}).shape == (5, 1, 8, 8)
    by_words, by_tensor = (run.sample(3, given={"c": c}) for c in ([1, 2, 3], torch.arange(1, 4)))
    assert torch.equal(by_words, by_tensor)
    assert not torch.equal(by_words, run.sample(3, given={"c": [1, 2, 3]}, seed=1))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"n": -1}, "`n` cannot be -1"),
        ({"n": 0}, "`n` cannot be 0"),
        ({"n": 2, "given": {"c": [1, 2, 3]}}, "n=2 is less than the 3 values"),
        ({"given": {"q": 1}}, 'given={"q": …}: no node of CVAE is called so'),
        ({"given": {"x": [0.5] * 64}, "node": "z"}, 'given={"c": …}'),
    ],
)
def test_what_cannot_be_sampled_is_told_in_python(
    run: schematic.Run, asked: dict[str, Any], words: str
) -> None:
    with pytest.raises(Error) as raised:
        run.sample(**asked)
    told = f"{raised.value.message}; {raised.value.cure}"
    assert words in told
    assert "--" not in told and "-n " not in told


def test_an_evaluation_is_numbers_by_name(run: schematic.Run) -> None:
    found = run.evaluate(only=["loss-terms"], seed=1)
    assert all(value > 0 for value in found.values())
    assert str(found).count("\n") + 1 == len(found) > 0


def test_a_wrong_name_of_a_number_lists_the_right_ones(run: schematic.Run) -> None:
    with pytest.raises(KeyError, match=r"no number is called 'bond'; there are .*bound"):
        run.evaluate(only=["held-out-bound"])["bond"]


def test_a_line_that_is_indented_belongs_to_the_one_above() -> None:
    lines = Result("distance", 2.0, "of samples"), Result("  of held-out data", 1.0, "the same")
    assert dict(Evaluation(lines)) == {"distance": 2.0, "distance of held-out data": 1.0}


def test_a_run_is_opened_again(run: schematic.Run) -> None:
    again = schematic.open_run(run.folder)
    assert torch.equal(again.sample(4, given={"c": 0}), run.sample(4, given={"c": 0}))


def test_a_schematic_is_trained_as_it_is(tmp_path: Path) -> None:
    swapped = schematic.rewrite(schematic.load("infogan"), "swap x <-> z")
    run = schematic.train(swapped, data="ring", steps=2, folder=tmp_path / "run")
    assert run.schematic.name == swapped.name == "AAE"
    assert [str(f) for f in run.schematic.factors] == [str(f) for f in swapped.factors]


def test_wrong_options_and_names_are_told() -> None:
    with pytest.raises(UnknownOptionError, match="stesp") as caught:
        schematic.train("gan", stesp=3)
    assert "steps" in caught.value.cure
    with pytest.raises(SchematicError) as unknown:
        schematic.load("gna")
    assert "`gan`" in unknown.value.diagnostics[0].cure


@pytest.mark.parametrize("name", ["nets", "shapes", "columns", "callbacks"])
def test_what_is_given_in_another_container_is_told(name: str, tmp_path: Path) -> None:
    given: dict[str, Any] = {name: 3}
    with pytest.raises(SchematicError, match=rf"(?s)SGM662.*`{name}`.*cure"):
        schematic.train("vae", data="digits", steps=1, folder=tmp_path / "run", **given)


def test_a_module_in_the_place_of_its_file_is_told(tmp_path: Path) -> None:
    nets: dict[str, Any] = {"G": torch.nn.Linear(16, 64)}
    with pytest.raises(schematic.Error, match="`G` is bound to a `Linear`"):
        schematic.train("vae", data="digits", steps=1, folder=tmp_path / "run", nets=nets)


def test_a_file_goes_before_a_shipped_spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = "model Mine\nvisible x : real[2] ~ data\nlatent z : real[2] ~ Normal(0, 1)\n"
    spec += "z -> x ~ Normal(G[θ], 1)\nx ..> z ~ Normal(E[η])\n"
    (tmp_path / "vae").write_text(spec, "utf-8")
    assert schematic.load("vae").name == "VAE"
    monkeypatch.chdir(tmp_path)
    assert schematic.load("vae").name == "Mine"


def test_all_names_are_listed_and_torch_is_not_imported() -> None:
    program = (
        "import sys, schematic; assert set(schematic.__all__) <= set(dir(schematic)); "
        "schematic.render(schematic.load('gan'), 'svg'); import schematic.render; "
        "assert schematic.render(schematic.load('gan'), 'dot'); "
        "assert schematic.derive(schematic.rewrite(schematic.load('gan'), 'gan to vae')); "
        "assert 'torch' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


def test_every_public_name_can_be_had() -> None:
    for name in schematic.__all__:
        assert callable(getattr(schematic, name))


def test_notebooks_show_pictures_formulas_and_tables() -> None:
    gan = schematic.load("gan")
    assert repr(gan) == "<Schematic GAN: 3 nodes, 2 arrows>"
    assert str(gan._repr_svg_()).startswith("<svg")
    vae = gan.rewrite("gan to vae")
    assert vae.rewritten_from == (gan, "gan to vae")
    assert "gan to vae" in str(vae._repr_svg_())
    assert repr(gan.objective) == "<Objective of GAN: phi; theta>"
    assert gan.objective._repr_markdown_().count("$$") == 8
    receipt = Receipt("X", 0, 0, (judged("a < b", "Lemma 1", 1e-12),))
    assert "a &lt; b" in receipt._repr_html_()
    assert repr(receipt) == "<Receipt of X: 1 passed, 0 failed>"


def test_an_objective_tells_its_derivation() -> None:
    steps = schematic.derive(schematic.load("gan")).derivation()
    assert "a red arrow leaves x, so the adversary matches it" in steps


def test_notebooks_show_errors_without_a_traceback() -> None:
    with pytest.raises(SchematicError) as caught:
        schematic.parse("model M\nlatent z : real[2] ~ Norml(0, 1)\n")
    shown = "\n".join(caught.value._render_traceback_())
    assert "^^^^^" in shown
    assert "Traceback" not in shown


def test_notebooks_show_what_goes_wrong_in_training_without_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(schematic.Error) as caught:
        schematic.train("vae", data="digits", steps=9, lr=1e18, folder=tmp_path / "run")
    first, cure = caught.value._render_traceback_()
    assert first.startswith("DivergedError: the loss of player theta,eta is ")
    assert cure.startswith("  cure: try a smaller lr, ")
    assert schematic.Error("wrong")._render_traceback_() == ["Error: wrong"]
