"""The package as a whole → it is light, exact about errors, and its invariants hold."""

import pickle
import subprocess
import sys

import numpy as np
import pytest

from schematic.data import DataError, Dataset
from schematic.data.data_error import reading, require


def test_import_is_light() -> None:
    heavy = ["sklearn", "PIL", "torch"]
    code = f"import sys, schematic.data; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_error_gives_message_and_cure() -> None:
    error = DataError("no data", "give some")
    assert str(error) == "no data\n  cure: give some"
    assert str(DataError("no data")) == "no data"
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.message, copy.cure) == ("no data", "give some")


def test_reading_names_an_operating_system_error(tmp_path, refuses) -> None:
    with refuses(f"{tmp_path / 'x'}: No such file"), reading(tmp_path / "x", "a table"):
        (tmp_path / "x").read_text()


def test_missing_package_has_a_cure(refuses) -> None:
    with refuses("no-such-thing is not installed: pip install no-such-thing"):
        require("no_such_thing", "no-such-thing")


def test_dataset_refuses_columns_of_unequal_length(refuses) -> None:
    with refuses("mine: columns of unequal length: 'x' has 3, 'labels' has 4"):
        Dataset("mine", {"": {"x": np.zeros((3, 2)), "labels": np.zeros(4, int)}}, {}, None)
    with refuses("columns of domain 'source' of unequal length"):
        Dataset("mine", {"source": {"x": np.zeros(3), "y": np.zeros(4)}}, {}, None)


def test_dataset_refuses_nothing(refuses) -> None:
    with refuses("mine holds no data"):
        Dataset("mine", {}, {}, None)
    with refuses("mine has no examples"):
        Dataset("mine", {"": {"x": np.zeros((0, 2))}}, {}, None)
    with refuses("'x' is a single number"):
        Dataset("mine", {"": {"x": np.array(1.0)}}, {}, None)


@pytest.mark.parametrize("bounds", [(1.0, 1.0), (1.0, 0.0), (0.0, np.inf), (np.nan, 1.0)])
def test_dataset_refuses_bounds_that_are_no_range(bounds, refuses) -> None:
    with refuses("are no range"):
        Dataset("mine", {"": {"x": np.zeros(3)}}, {}, bounds)
