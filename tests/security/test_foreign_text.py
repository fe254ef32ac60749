"""Foreign text reaches a terminal without control signs, and LaTeX without commands."""

from __future__ import annotations

import ast
import io
import json
import re
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import schematic
from schematic.cli import main, outputs
from schematic.data import DataError, load
from schematic.diagnostics import Diagnostic, Error, Source, Span
from schematic.diagnostics.foreign_text import shown, shown_lines
from schematic.diagnostics.report import FORMATS
from schematic.emit.model_source import write_source
from schematic.graph.latex_text import IN_TEXT, write_text
from schematic.objective.printing.latex import write_article
from schematic.render import Look, render
from schematic.rewrites.atlas.map_picture import draw_map
from schematic.rewrites.atlas.walk import atlas
from tests.architecture.modules import FILES

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp\u2066\x08\r\x7f\u200b\u2028"
COMMANDS = (
    r"\input{/etc/passwd} \input/etc/passwd \write18{id} \immediate \openout \catcode`\% ^^5cinput "
    r"^^5c^^69nput \csname input\endcsname %hidden $x$ #1 & ~ _ { } \\ \end{document}"
)
TAGS = "<script>alert(1)</script> &amp; </svg> --> ]]> <!-- {{7*7}} `a` |b| ;c; %%d ---"
TITLES = {
    "latex": COMMANDS,
    "tags": TAGS,
    "python": "''' \\ \\N{BULLET} {0} %s ''' \\",
    "dot": r"\N \G \E \" ] } ; node [shell] \l",
}
TEXT = """\
model A "{title}"
visible   x : real[2] ~ data
latent    z : real[2] ~ Normal(0, 1)
indicator y : {{fake, real}}
z ..|> x = G[θ]
x -!>  y ~ D[φ]
"""


def clean(said: str) -> bool:
    """Whether a terminal obeys nothing in a text."""
    return all(c.isprintable() or c in "\n\t" for c in said)


def titled(title: str) -> schematic.Schematic:
    """A model with a title."""
    return schematic.parse(TEXT.format(title=title.replace('"', "'")))


@given(st.text())
def test_what_is_shown_is_printable_and_keeps_its_place(text: str) -> None:
    assert shown(text).isprintable()
    assert len(shown(text)) == len(text)
    assert clean(shown_lines(text))
    assert shown_lines(text).count("\n") == text.count("\n")
    assert shown(shown(text)) == shown(text)


def test_errors_show_what_they_quote() -> None:
    error = Error(f"{HOSTILE} is wrong", f"rename {HOSTILE}")
    assert clean(str(error))
    assert str(error).count("\n") == 1
    source = Source(f"{HOSTILE}.sgm", f"a {HOSTILE}")
    found = Diagnostic("SGM101", HOSTILE, Span(2, 3), HOSTILE, HOSTILE)
    for write in FORMATS.values():
        assert clean(write([found], source))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which commands run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


NAME = HOSTILE.replace("\r", "")


@pytest.mark.parametrize(
    "words",
    [
        ("check", f"{NAME}.sgm"),
        ("check", f"bad{NAME}.sgm"),
        ("check", f"none{NAME}.sgm"),
        ("check", f"{NAME}.sgm", f"--{NAME}"),
        ("check", "gan", "--set", f"{NAME}=1"),
        ("fmt", "--check", f"{NAME}.sgm"),
        ("fmt", "--diff", f"{NAME}.sgm"),
        ("fmt", f"bad{NAME}.sgm"),
        ("new", "a", "-o", f"{NAME}.sgm"),
        ("new", f"{NAME}"),
        ("render", f"{NAME}.sgm", "-o", f"none{NAME}/a.svg"),
        ("render", f"{NAME}.sgm", "-o", f"a.{NAME}"),
        ("derive", f"{NAME}.sgm"),
        ("compile", f"{NAME}.sgm", "-o", f"{NAME}/a.py"),
        ("rewrite", f"{NAME}.sgm", f"swap {NAME}"),
        ("equal", f"{NAME}.sgm", "gan"),
        ("explain", NAME),
        ("zoo", NAME),
        (NAME,),
        (f"-{NAME}",),
    ],
    ids=lambda words: words[0] if words[0].isprintable() else "unknown",
)
def test_commands_show_what_they_quote(
    words: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / f"{NAME}.sgm").write_text(TEXT.format(title="a").replace(" :", "  :"))
    (folder / f"bad{NAME}.sgm").write_text(f"visible {HOSTILE} : unit # {HOSTILE}\n{HOSTILE}\n")
    main(list(words))
    said = capsys.readouterr()
    assert said.out or said.err
    assert clean(said.out)
    assert clean(said.err)


def test_data_show_what_they_quote(folder: Path) -> None:
    header = HOSTILE.replace("\r", "").replace("\x9b", "")
    (folder / f"{NAME}.csv").write_text(f"{header},b\n1,x\n")
    with zipfile.ZipFile(folder / "a.npz", "w") as archive:
        archive.writestr(f"{NAME}.txt", b"")
    np.savez(folder / "b.npz", **{f"{NAME}.a.b": np.ones(3)})
    np.savez(folder / "c.npz", **{f"x.{NAME}": np.ones(3), f"w.{NAME}": np.ones(4)})
    (folder / "images" / NAME).mkdir(parents=True)
    (folder / "images" / NAME / "a.png").write_bytes(b"no image")
    (folder / "train" / NAME / "in").mkdir(parents=True)
    Image.new("L", (4, 4)).save(folder / "train" / NAME / "in" / "a.png")
    Image.new("L", (4, 4)).save(folder / "train" / "a.png")
    names = [f"{NAME}.csv", "a.npz", "b.npz", "c.npz", "images", "train", f"none{NAME}"]
    for name in names:
        with pytest.raises(DataError) as caught:
            load(name)
        assert clean(str(caught.value)), name
        assert "owned" in str(caught.value), name


def test_a_result_is_shown_to_a_terminal_and_kept_for_a_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, expected in ((Terminal(), "a � b\n\tc\n"), (io.StringIO(), "a \x1b b\n\tc\n")):
        monkeypatch.setattr(sys, "stdout", stream)
        outputs.write_result("a \x1b b\n\tc\n", "-")
        assert stream.getvalue() == expected
    outputs.write_result("a \x1b b\n", "out")
    assert (folder / "out").read_text() == "a \x1b b\n"


def test_no_command_prints_to_standard_error_by_itself() -> None:
    """Remarks go through `remark`, and mishaps through `explain`."""
    allowed = {"schematic.cli.outputs", "schematic.cli.failures"}
    for module, file in FILES.items():
        if module.startswith("schematic.cli") and module not in allowed:
            assert "file=sys.stderr" not in file.read_text(encoding="utf-8"), module


# Pictures and LaTeX


def commands_in(text: str) -> set[str]:
    """The words behind a backslash."""
    return set(re.findall(r"\\([a-zA-Z]+)", text))


KNOWN = commands_in(" ".join(IN_TEXT.values())) | {"theta"}


@given(st.text(alphabet=st.sampled_from("\\{}$%^~&#_<>\"' aθé5cinput\x1b\u202e"), max_size=40))
@settings(max_examples=300)
def test_text_in_latex_has_no_command(text: str) -> None:
    written = write_text(text)
    assert commands_in(written) <= KNOWN
    bare = re.sub(r"\$\\theta\$|\\[a-zA-Z]+\{\}|\\[&%$#_{}]", "", written)
    assert not set("\\{}$%^~&#_") & set(bare)


@pytest.mark.parametrize("name", TITLES)
def test_titles_do_nothing_in_latex(name: str) -> None:
    spec = titled(TITLES[name])
    plain = titled("plain")
    for write in (
        lambda s: write_article(schematic.derive(s)),
        lambda s: s.objective.latex(),
        lambda s: render(s, "tex", Look(title=True)).decode(),
    ):
        written = write(spec)
        added = commands_in(written) - commands_in(write(plain))
        assert added <= KNOWN
        assert "^^" not in written
        assert not re.search(r"(?<!\\)%", written.replace("%\n", ""))
        assert written.count(r"\begin{") == written.count(r"\end{")


@pytest.mark.parametrize("name", TITLES)
def test_titles_do_nothing_in_pictures(name: str) -> None:
    title = TITLES[name].replace('"', "'")
    spec = titled(TITLES[name])
    svg = render(spec, "svg", Look(title=True)).decode()
    tree = ElementTree.fromstring(svg)
    kinds = {element.tag.rpartition("}")[2] for element in tree.iter()}
    drawn = "".join("".join(tree.itertext()).replace("\u2060", "").split())
    plain = ElementTree.fromstring(render(titled("plain"), "svg", Look(title=True)).decode())
    assert kinds <= {element.tag.rpartition("}")[2] for element in plain.iter()}
    assert "".join(title.split())[:20] in drawn
    dot = render(spec, "dot", Look(title=True)).decode()
    assert "<script" not in dot
    mermaid = render(spec, "mmd", Look(title=True)).decode()
    front = mermaid.splitlines()[:3]
    assert front[0] == front[2] == "---"
    assert json.loads(front[1].removeprefix("title: ")) == f"A: {title}"
    ElementTree.fromstring(draw_map(atlas(spec, 1), "svg"))


@pytest.mark.parametrize("name", TITLES)
def test_titles_do_nothing_in_emitted_python(name: str) -> None:
    source = write_source(titled(TITLES[name]))
    plain = write_source(titled("plain"))
    bodies = [ast.dump(ast.Module(ast.parse(text).body[1:], [])) for text in (source, plain)]
    assert bodies[0] == bodies[1]
    docstring = ast.get_docstring(ast.parse(source)) or ""
    assert TITLES[name].replace('"', "'").rstrip(".") in docstring


def test_a_title_made_in_python_has_no_control_signs() -> None:
    from dataclasses import replace

    spec = replace(titled("plain"), title=HOSTILE)
    assert clean(write_source(spec))
    for format in ("svg", "dot", "tex", "mmd"):
        assert clean(render(spec, format, Look(title=True)).decode())
    assert clean(write_article(schematic.derive(spec)))
