"""Every option that is a number, given what is none of its numbers: told with a cure, status 2."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Sgm

WRONG = ["-1", "nan", "inf", "1e308", str(2**64), "9" * 400, "9" * 5000, "٣", "1_0", "", "many"]
OPTIONS = {
    "train ae": "steps epochs batch lr decay fraction held-out accumulate log-every seed betas",
    "sample run": "seed",
    "evaluate run": "draws samples seed",
    "verify ae": "draws seed",
    "atlas ae": "depth",
    "path ae vae": "limit",
    "check ae": "shape set",
}
BEFORE = {"betas": "0.9,", "shape": "x=2,", "set": "d="}


PAIRS = [(command, option) for command, found in OPTIONS.items() for option in found.split()]


@pytest.mark.parametrize(("command", "option"), PAIRS)
def test_numbers_that_an_option_does_not_take(command: str, option: str, sgm: Sgm) -> None:
    for word in WRONG:
        if option == "set" and word in ("-1", "1e308", str(2**64)):
            continue  # numbers that a `let` line may name
        said = sgm(*command.split(), f"--{option}={BEFORE.get(option, '')}{word}")
        assert said.status == 2, word
        assert f"argument --{option}: " in said.err
        assert "cure: give " in said.err or "; write " in said.err
        assert len(said.err.partition("error:")[2]) < 300


def test_settings_that_no_model_takes(sgm: Sgm) -> None:
    for word in ("-1", "1e308", str(2**64), "0", "2.5"):
        said = sgm("check", "ae", f"--set=d={word}")
        assert said.status == 1
        assert "SGM216" in said.out
