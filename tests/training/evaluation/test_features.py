"""Features are the same for the same data, and a user's own are run as they are or refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from schematic.training import Run, TrainingError
from schematic.training.evaluation import Effort, evaluate, notes
from schematic.training.evaluation import kept_classifier as kept
from schematic.training.evaluation.feature_kind import FEATURE_KINDS
from schematic.training.evaluation.generator import find_generator
from schematic.training.evaluation.kept_classifier import FOLDER, find_classifier
from schematic.training.evaluation.label_classifier import train_classifier
from schematic.training.evaluation.own_features import own_features
from schematic.training.evaluation.sampled_data import Examples, SampledData, sampled_data
from tests.training.players import with_examples

CPU = torch.device("cpu")
RECIPE = "schematic.training.evaluation.label_classifier"
SHIFTS = np.repeat([0.0, 3.0, 6.0], 40)


@pytest.fixture(autouse=True)
def _briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{RECIPE}.FEWEST", 30)
    monkeypatch.setattr(f"{RECIPE}.EPOCHS", 1)


def blobs() -> tuple[np.ndarray, np.ndarray]:
    """Three classes of small images, called 2, 5 and 9, and some without a label."""
    rng = np.random.default_rng(0)
    values = (rng.normal(size=(120, 1, 4, 4)) + SHIFTS[:, None, None, None]).astype(np.float32)
    labels = np.repeat([2, 5, 9], 40)
    labels[::10] = -1
    return values, labels


def test_a_classifier_repeats_and_learns() -> None:
    values, labels = blobs()
    first, second = (train_classifier(values, labels, CPU) for _ in range(2))
    x = torch.as_tensor(values)
    assert torch.equal(first.features(x), second.features(x))
    assert first.features(x).shape == (120, 64)
    assert np.mean(first.probabilities(x).argmax(1).numpy() == SHIFTS // 3) > 0.95
    known = first.features(x[labels >= 0])
    assert torch.allclose(known.mean(0), torch.zeros(64), atol=1e-4)
    assert torch.allclose(known.std(0, correction=0), torch.ones(64), atol=1e-3)


def test_a_classifier_is_kept_beside_the_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values, labels = blobs()
    x = torch.as_tensor(values)
    (tmp_path / "runs").mkdir()
    made, digest = find_classifier(tmp_path / "runs" / "first", values, labels, CPU)
    assert not (tmp_path / FOLDER).exists()
    monkeypatch.setattr(kept, "train_classifier", lambda *_: pytest.fail("it is trained again"))
    found, again = find_classifier(tmp_path / "runs" / "second", values, labels, CPU)
    assert digest == again
    assert torch.equal(made.features(x), found.features(x))
    with pytest.raises(pytest.fail.Exception, match="trained again"):
        find_classifier(tmp_path / "runs" / "first", values + 1, labels, CPU)


@pytest.mark.parametrize("damage", ["flipped", "cut", "of other data", "empty"])
def test_a_damaged_classifier_is_trained_again(damage: str, tmp_path: Path) -> None:
    values, labels = blobs()
    x = torch.as_tensor(values)
    made, _ = find_classifier(tmp_path / "run", values, labels, CPU)
    (path,) = (tmp_path / FOLDER).iterdir()
    content = path.read_bytes()
    if damage == "of other data":
        (tmp_path / "other").mkdir()
        find_classifier(tmp_path / "other" / "run", values, labels[::-1].copy(), CPU)
        (other,) = (tmp_path / "other" / FOLDER).iterdir()
        path.write_bytes(other.read_bytes())
    else:
        middle = bytes([content[9_000] ^ 1])
        flipped = content[:9_000] + middle + content[9_001:]
        path.write_bytes({"flipped": flipped, "cut": content[:5_000], "empty": b""}[damage])
    found, _ = find_classifier(tmp_path / "run", values, labels, CPU)
    assert torch.equal(made.features(x), found.features(x))
    assert len(path.read_bytes()) == len(content)


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    values, labels = blobs()
    (tmp_path / FOLDER).write_text("in the way", encoding="utf-8")
    _, digest = find_classifier(tmp_path / "run", values, labels, CPU)
    assert len(digest) == 64


def data(values: np.ndarray, labels: np.ndarray | None) -> SampledData:
    return SampledData(Examples(values, labels), None)


def test_labels_that_are_no_classes_train_no_classifier() -> None:
    values, labels = blobs()
    lacks = FEATURE_KINDS["classifier"].lacks
    assert lacks(data(values, labels)) is None
    assert "no labels" in str(lacks(data(values, None)))
    assert "1 class" in str(lacks(data(values, np.zeros(120, int))))
    assert "120 classes" in str(lacks(data(values, np.arange(120))))


def test_values_are_standardised_by_the_training_data(opened: Callable[[str], Run]) -> None:
    run = opened("gan")
    values = np.array([[1, 5], [3, 5]], np.float32)
    found = FEATURE_KINDS["values"].make(run, data(values, None))
    assert found.compute(torch.as_tensor(values)).tolist() == [[-1, 0], [1, 0]]


def test_scaled_data_are_equal_to_the_last_bit(opened: Callable[[str], Run]) -> None:
    run = opened("vae")
    generator = find_generator(run)
    assert generator is not None
    found = sampled_data(generator)
    table = run.setup.dataset.train[""]
    assert np.array_equal(found.train.values, table["features"])
    assert np.array_equal(found.train.labels, table["labels"])  # type: ignore[arg-type]


OWN = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(SCALE))
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        return self.drop(self.scale * x.flatten(1))

net = Net()
number = 3

def flat(x):
    return x.flatten(1)

def images(x):
    return x

def nothing(x):
    return None

def endless(x):
    return x.flatten(1) / 0

def broken(x):
    return x.flatten(1) @ torch.ones(3, 3)
"""


@pytest.fixture
def own(tmp_path: Path) -> Callable[..., str]:
    def write(name: str, text: str = OWN.replace("SCALE", "2.0"), file: str = "own.py") -> str:
        (tmp_path / file).write_text(text, encoding="utf-8")
        return f"{tmp_path / file}:{name}"

    return write


@pytest.mark.parametrize(("name", "factor"), [("Net", 2), ("net", 2), ("flat", 1)])
def test_own_features(name: str, factor: float, own: Callable[..., str]) -> None:
    x = torch.arange(12.0).reshape(2, 1, 2, 3)
    assert torch.equal(own_features(own(name), CPU).compute(x), factor * x.flatten(1))


def test_a_file_that_draws_and_declares(own: Callable[..., str]) -> None:
    """Its numbers are the same each time, dataclasses work, and nothing is left beside it."""
    text = (
        "from __future__ import annotations\nimport dataclasses, torch\n"
        "@dataclasses.dataclass\nclass Size:\n    n: int\n"
        "net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(6, Size(3).n))\n"
    )
    first, second = (own_features(own("net", text), CPU) for _ in range(2))
    assert first.about == second.about
    assert first.compute(torch.ones(2, 1, 2, 3)).shape == (2, 3)
    folder = Path(own("net", text).rpartition(":")[0]).parent
    assert [path.name for path in folder.iterdir()] == ["own.py"]


def test_own_features_are_known_by_file_and_parameters(own: Callable[..., str]) -> None:
    first = own_features(own("net"), CPU).about
    assert first == own_features(own("net"), CPU).about
    assert first != own_features(own("net", OWN.replace("SCALE", "3.0")), CPU).about
    read = "SCALE = float(__import__('pathlib').Path(__file__).with_suffix('.txt').read_text())"
    Path(own("net").rpartition(":")[0]).with_suffix(".txt").write_text("1", encoding="utf-8")
    one = own_features(own("net", read + OWN), CPU).about
    Path(own("net").rpartition(":")[0]).with_suffix(".txt").write_text("2", encoding="utf-8")
    assert one != own_features(own("net", read + OWN), CPU).about


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("missing", OWN, "defines no `missing`"),
        ("number", OWN, "no function"),
        ("net", "def (", "SyntaxError"),
        ("net", "import nowhere", "ModuleNotFoundError"),
        ("net", "1 / 0", "ZeroDivisionError"),
        ("not a name", OWN, "names no function of a file"),
    ],
)
def test_a_file_without_features_is_refused(
    name: str, text: str, said: str, own: Callable[..., str]
) -> None:
    with pytest.raises(TrainingError, match=said) as error:
        own_features(own(name, text.replace("SCALE", "1.0")), CPU)
    assert error.value.cure


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="No such file"):
        own_features(f"{tmp_path}/none.py:net", CPU)
    with pytest.raises(TrainingError, match="Is a directory"):
        (tmp_path / "folder.py").mkdir()
        own_features(f"{tmp_path}/folder.py:net", CPU)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("images", r"gives \[3, 1, 2, 2\]"),
        ("nothing", "gives NoneType"),
        ("endless", "not finite"),
        ("broken", "RuntimeError"),
    ],
)
def test_what_are_no_features_is_refused(name: str, said: str, own: Callable[..., str]) -> None:
    found = own_features(own(name), CPU)
    with pytest.raises(TrainingError, match=said) as error:
        found.compute(torch.ones(3, 1, 2, 2))
    assert error.value.cure


FEW = Effort(samples=60, draws=1)
ONLY = ("samples-beside-data",)


def test_a_run_in_features_of_ones_own(
    opened: Callable[[str], Run], own: Callable[..., str]
) -> None:
    word = own("flat")
    results = evaluate(opened("gan"), Effort(samples=60, features=word), ONLY)
    assert any(r.name == f"Fréchet distance, {word}" for r in results)
    assert "features of flat in own.py (" in results[0].meaning


def test_features_that_a_run_has_no_use_for(
    opened: Callable[[str], Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TrainingError, match="no kind of features") as error:
        evaluate(opened("gan"), Effort(samples=60, features="clasifier"), ONLY)
    assert "classifier, values" in error.value.cure
    with pytest.raises(TrainingError, match="no measure is called modes"):
        evaluate(opened("gan"), FEW, ("modes",))
    with pytest.raises(TrainingError, match="no measure that is chosen reads them") as error:
        evaluate(opened("gan"), Effort(samples=60, features="values"), ("modes-found",))
    assert "samples-beside-data" in error.value.cure
    with pytest.raises(TrainingError, match="no labels"):
        evaluate(without_labels(opened("vae")), Effort(samples=60, features="classifier"), ONLY)
    monkeypatch.setattr("schematic.training.evaluation.comparing.find_generator", lambda run: None)
    with pytest.raises(TrainingError, match="samples no node"):
        evaluate(opened("gan"), Effort(samples=60, features="values"), ONLY)


def test_what_is_left_out_is_told(opened: Callable[[str], Run]) -> None:
    run = opened("gan")
    assert notes(run, FEW) == ()
    (told,) = notes(run, Effort(samples=3))
    assert "3 samples or held-out examples are too few" in told
    names = [r.name for r in evaluate(run, Effort(samples=3), ONLY)]
    assert "Fréchet distance, values" in names
    assert "precision, values" not in names
    (told,) = notes(run, Effort(samples=1))
    assert "no distance" in told
    assert evaluate(run, Effort(samples=1), ONLY) == ()


def without_labels(run: Run) -> Run:
    tables = {
        split: {"": {"features": getattr(run.setup.dataset, split)[""]["features"]}}
        for split in ("train", "test")
    }
    dataset = replace(run.setup.dataset, **tables)
    return replace(run, setup=with_examples(run.setup, dataset=dataset))


def test_data_that_have_nothing_to_be_compared_in(opened: Callable[[str], Run]) -> None:
    run = without_labels(opened("vae"))
    (told,) = notes(run, FEW)
    assert "no labels" in told
    assert "--features values" in told
    assert evaluate(run, FEW, ONLY) == ()
    assert notes(run, Effort(samples=60, features="values")) == ()


def test_a_file_that_ends_the_program_is_told(own: Callable[..., str]) -> None:
    word = own("net", "import sys\nsys.exit(0)\n")
    with pytest.raises(TrainingError, match=r"SystemExit: 0, own\.py line 2"):
        own_features(word, CPU)
