"""A new model is one file of the language: here a conditional VAE with a hierarchy."""

from __future__ import annotations

import pytest

from tests.extending.workshop import Workshop

SPEC = """
model Ladder "a conditional hierarchy"

visible x : unit[4] ~ data
visible t : cat[3]  ~ data
latent  h : real[3]
latent  z : real[2] ~ Normal(0, 1)

x, t ..> h ~ E1[η]
h ..>    z ~ E2[η]
z, t ->  h ~ G2[θ]
h ->     x ~ G1[θ]
"""


@pytest.mark.slow
def test_a_model_is_one_file(workshop: Workshop) -> None:
    workshop.add("specs/ladder.sgm", SPEC)
    assert "ladder" in workshop.sgm("zoo")
    assert workshop.sgm("check", "ladder") == "ladder.sgm: no findings\n"
    assert "KL(q(h|x,t) ‖ p(h|z,t))" in workshop.sgm("derive", "ladder")
    assert "0 failed" in workshop.sgm("verify", "ladder")
    (workshop.folder / "ladder.py").write_text(workshop.sgm("compile", "ladder"), encoding="utf-8")
    workshop.python("import runpy; runpy.run_path('ladder.py', run_name='__main__')")
    assert workshop.touched() == ["specs/ladder.sgm"]


def test_a_group_is_a_folder(workshop: Workshop) -> None:
    workshop.add("specs/ladders/ladder.sgm", SPEC)
    listed = workshop.sgm("zoo")
    assert "\n\nladders\n  ladder " in listed
    assert workshop.sgm("check", "ladder") == "ladder.sgm: no findings\n"
    assert workshop.touched() == ["specs/ladders/ladder.sgm"]
