"""What the page asks: pictures, objectives, rewrites, paths, maps, exports, edits by drawing."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.shapes import chain
from schematic.objective import derive
from schematic.pipeline import parse
from schematic.render.engine import ask_graphviz
from schematic.resources import zoo
from schematic.rewrites.sameness.equality import equal
from schematic.service import Service
from schematic.service.questions.objective import MOST_TERMS
from schematic.service.questions.rewrites import MOST_UNTRIED

ASK = Service()
BLANK = """\
model N

visible x : unit[2] ~ data   # it stays
latent z : real[4] ~ Normal(0,1)
indicator y : {fake, real}
"""


def ask(question: str, text: str, **words: str) -> Any:
    """The answer, as the page gets it."""
    return json.loads(json.dumps(ASK.answer({"question": question, "text": text, **words})))


def spec(name: str) -> str:
    """The text of a shipped spec."""
    return zoo()[name].read_text(encoding="utf-8")


def test_a_picture_says_where_its_arrows_stand() -> None:
    text = spec("gan").replace("2014", "𝔼")
    found = ask("picture", text)
    assert "<svg" in found["svg"]
    units = text.encode("utf-16-le")

    def excerpt(span: list[int]) -> str:
        return units[2 * span[0] : 2 * span[1]].decode("utf-16-le")

    assert [excerpt(f["arrow_span"]) for f in found["factors"]] == ["..|>", "-!>"]
    assert [f["arrow"] for f in found["factors"]] == ["..|>", "-!>"]
    assert [excerpt(node["name_span"]) for node in found["nodes"]] == ["x", "z", "y"]


def test_another_engine_lays_pictures_out() -> None:
    asked: list[str] = []

    def engine(dot: str) -> str:
        asked.append(dot)
        return ask_graphviz(dot)

    request = {"question": "picture", "text": spec("vae")}
    assert Service(engine).answer(request) == ASK.answer(request)
    assert asked and asked[0].startswith("digraph")
    dark = ask("picture", spec("vae"), look="dark")
    assert dark["svg"] != ask("picture", spec("vae"))["svg"]


@pytest.mark.parametrize("name", ["gan", "vae", "helmholtz", "wgan-gp", "iaf-vae", "gmvae"])
def test_every_term_has_its_arrows(name: str) -> None:
    """Each term comes from an arrow, and each trained arrow has a part in some term."""
    found = ask("objective", spec(name))
    terms = [term for player in found["players"] for term in player["terms"]]
    assert all(term["factors"] or term["along"] for term in terms)
    reached = {at for term in terms for at in (*term["factors"], *term["along"])}
    assert reached == set(range(len(parse(spec(name)).factors)))
    assert all(term["latex"] and term["text"] and term["nodes"] for term in terms)


def test_an_objective_is_that_of_derive() -> None:
    told = json.loads(ask("export", spec("vae"), format="json")["text"])
    found = ask("objective", spec("vae"))
    pairs = list(zip(found["players"], told["players"], strict=True))
    assert all(mine["maximises"] == yours["maximises"] for mine, yours in pairs)
    assert all(mine["minimises"]["text"] == yours["minimises"]["text"] for mine, yours in pairs)


def test_rewrites_that_apply_are_what_they_lead_to() -> None:
    for each in ask("rewrites", spec("infogan")):
        answer = ask("rewritten", spec("infogan"), rewrites=each["words"])
        assert answer.get("refused", False) is not each["applies"]
    swapped = ask("rewritten", spec("infogan"), rewrites="swap x <-> z")
    assert swapped["known"] == "aae"
    assert ask("known", swapped["text"]) == "aae"
    assert any(line.lstrip().startswith(("+", "-", "~")) for line in swapped["difference"])
    back = ask("rewritten", swapped["text"], rewrites=swapped["back"])
    assert equal(parse(back["text"]), parse(spec("infogan")))


def test_a_path_has_every_text_on_the_way() -> None:
    found = ask("path", spec("gan"), goal="vae")
    assert [step["known"] for step in found["steps"]][:2] == ["infogan", "aavae"]
    assert equal(parse(found["steps"][-1]["text"]), parse(spec("vae")), sizes=False)
    assert ask("path", spec("gan"), goal_text=spec("vae")) == found
    assert ask("path", spec("gan"), goal="vea")["refused"]


def test_an_atlas_has_roads_between_its_places() -> None:
    found = ask("atlas", spec("gan"), depth="1")
    names = [place["name"] for place in found["places"]]
    assert names[0] == "gan" and "infogan" in names
    road = next(each for each in found["roads"] if names[each["to"]] == "infogan")
    assert (road["from"], road["words"]) == (0, "add code z")
    assert ask("atlas", "", starts="gan vae", depth="0")["places"][1]["name"] == "vae"
    assert ask("atlas", "", starts="nope")["refused"]


def test_rewrites_of_a_large_drawing_are_named_and_some_are_tried() -> None:
    """Elsewhere all are tried; here that would take a minute, whenever typing pauses."""
    assert all(each["applies"] is not None for each in ask("rewrites", spec("latent-diffusion")))
    found = [each["applies"] for each in ask("rewrites", chain(50))]
    assert found[0] is True and len(found) - found.count(None) == 1_000 // 98
    assert found.count(None) == MOST_UNTRIED and found[-1] is None


def test_a_map_of_many_rewrites_is_cut_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask("atlas", spec("gan"))["whole"]
    monkeypatch.setattr("schematic.service.questions.atlas.ENOUGH", 1_000)
    monkeypatch.setattr("schematic.service.questions.atlas.MOST", 2_000)
    cut = ask("atlas", spec("latent-diffusion"))
    assert not cut["whole"] and len(cut["places"]) > 5
    assert ask("atlas", chain(50))["code"] == "SGM660"


def test_source_is_written_or_says_which_shape_is_missing() -> None:
    missing = ask("source", spec("gan"))
    assert missing["text"] == "" and missing["missing"][0]["node"] == "x"
    found = ask("source", spec("gan"), shapes="x=2")
    assert not found["missing"]
    compile(found["text"], "gan.py", "exec")


@pytest.mark.parametrize(
    ("shapes", "message", "cure"),
    [
        ("x=two", "`x=two` is not a shape", "write NODE=SIZES"),
        ("x=2; 28", "`28` is not a shape", "write NODE=SIZES"),
        ("z=3", "is given the shape [3]", "leave the shape out"),
    ],
)
@pytest.mark.parametrize("question", ["source", "export"])
def test_shapes_that_do_not_fit_are_refused(
    question: str, shapes: str, message: str, cure: str
) -> None:
    found = ask(question, spec("gan"), shapes=shapes, format="python")
    assert found["refused"] and message in found["message"] and cure in found["cure"]


@pytest.mark.parametrize(
    "format", ["svg", "tex", "dot", "mmd", "latex", "article", "markdown", "python"]
)
def test_exports_that_are_text(format: str) -> None:
    found = ask("export", spec("vae"), format=format, shapes="x=2")
    assert found["text"].strip() and found["name"].startswith("vae.")


def test_exports_that_are_not() -> None:
    png = ask("export", spec("vae"), format="png")
    assert base64.b64decode(png["base64"]).startswith(b"\x89PNG")
    assert ask("export", spec("vae"), format="sgm")["text"] == spec("vae")
    broken = spec("vae") + "net ?\n"
    assert ask("export", broken, format="sgm")["text"] == broken
    assert ask("export", broken, format="svg") is None
    assert ask("export", spec("vae"), format="doc")["refused"]
    assert ask("export", spec("vae"), format="python")["cure"]


def test_a_gan_is_drawn_arrow_by_arrow() -> None:
    text = BLANK
    for parents, child, arrow in (("z", "x", "..|>"), ("x", "y", "-!>"), ("x", "z", "->")):
        text = ask("add_arrow", text, parents=parents, child=child, arrow=arrow)["text"]
    assert ask("known", text) == "infogan"
    assert text.startswith(BLANK)
    assert ask("known", ask("remove", text, factor="2")["text"]) == "gan"


def test_an_edit_keeps_the_canonical_layout_and_the_comments() -> None:
    text = spec("infogan")
    after = ask("restyle", text, factor="2", arrow="-|>")["text"]
    assert "x -|>  z = Q[η]  # and so is its code" in after
    assert ask("formatting", after) == after
    assert ask("restyle", after, factor="2", arrow="->")["text"] == text


def test_a_node_goes_with_its_arrows_and_their_nets() -> None:
    after = ask("remove", spec("infogan"), node="y")["text"]
    assert "net D" not in after and "-!>" not in after and "net Q" in after


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("add_arrow", {"parents": "w", "child": "x", "arrow": "->"}),
        ("add_arrow", {"parents": "", "child": "x", "arrow": "->"}),
        ("add_arrow", {"parents": "z", "child": "x", "arrow": "=>"}),
        ("restyle", {"factor": "9", "arrow": "->"}),
        ("remove", {"factor": "one"}),
        ("remove", {"node": "w"}),
    ],
)
def test_what_cannot_be_drawn_is_refused(question: str, words: dict[str, str]) -> None:
    assert ask(question, BLANK, **words)["refused"]


def test_a_text_reads_no_file(tmp_path: Path) -> None:
    """Neither by a path, nor by a sign that is mended while it is read."""
    secret = tmp_path / "secret.sgm"
    secret.write_text(spec("infogan"))
    for file in (str(secret), "secret.sgm", "./infogan.sgm"):
        for sign in ("<->", "<\u2212>"):
            text = f'model A = swap x {sign} z in "{file}"\n'
            found = ask("findings", text, name=str(tmp_path / "a.sgm"))
            assert any(each["code"] == "SGM115" for each in found)
    assert ask("known", 'model A = swap x <-> z in "infogan.sgm"\n') == "aae"


def test_shapes_of_nodes_of_another_spec_keep_nothing_from_being_written() -> None:
    text = spec("gan").replace("visible   x", "visible   w").replace("-> x", "-> w")
    text = text.replace("|> x", "|> w").replace("x -!>", "w -!>")
    assert ask("source", text, shapes="x=2; w=3")["text"]
    assert ask("export", text, format="svg", shapes="x=2")["text"].startswith("<svg")
    assert ask("export", text, format="python", shapes="x=2")["refused"]


def test_of_many_terms_the_first_are_told_and_the_others_are_counted() -> None:
    long, short = (ask("objective", chain(nodes))["players"] for nodes in (40, 10))
    terms = [len(derive(parse(chain(nodes))).players[0].terms) for nodes in (40, 10)]
    assert len(long[0]["terms"]) == MOST_TERMS < terms[0] == MOST_TERMS + long[0]["more"]
    assert long[0]["minimises"] is None and "x39" not in long[0]["maximises"]["text"]
    assert short[0]["more"] == 0 and len(short[0]["terms"]) == terms[1]
