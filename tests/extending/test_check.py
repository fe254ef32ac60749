"""A new check is one file: here, of codes that are as wide as their data."""

from __future__ import annotations

import json

from tests.extending.workshop import Workshop

PATH = "schematic/checks/structure/narrow_codes.py"
SPEC = """
model Copier

visible x : unit[4] ~ data
latent  h : real[4]

x ..|> h = E[η]
h ->   x ~ G[θ]
"""


def test_a_check_is_one_file(workshop: Workshop) -> None:
    workshop.extend("check")
    workshop.add("copier.sgm", SPEC)
    workshop.add("narrow.sgm", SPEC.replace("real[4]", "real[3]"))
    workshop.add("unknown.sgm", SPEC.replace("unit[4]", "unit"))
    (finding,) = json.loads(workshop.sgm("check", "copier.sgm", "--format", "json"))
    assert finding["code"] == "SGM396"
    assert finding["line"] == 4
    assert finding["cure"] == "make `h` narrower, or give it a law"
    for name in ("narrow", "unknown"):
        assert workshop.sgm("check", f"{name}.sgm") == f"{name}.sgm: no findings\n"
    page = workshop.sgm("explain", "SGM396")
    assert page.startswith("SGM396: A code without a law that has room for a copy of the data\n")
    assert workshop.touched() == [PATH]
    assert workshop.edited() == []
