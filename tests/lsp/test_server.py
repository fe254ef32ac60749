"""The language server over the wire: a process of its own, messages through pipes."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls", reason="the extra `lsp` is not installed")

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcRequestCancelled

from schematic.diagnostics import Source
from schematic.lsp.methods import METHODS
from schematic.lsp.methods.diagnostics import diagnostics
from schematic.lsp.opened import Opened
from schematic.lsp.places import Places
from schematic.syntax.format import format_source
from tests.lsp.wire import URI, Editor, Session, session

GAN = """model GAN "𝔼 and 𝔼"  # 𝔼𝔼
visible   x : unit[2]  ~ data
latent    z : real[4]  ~ Normal(0, 1)
indicator y : {fake, real}
z ..|> x = G[θ]   # 𝔼
x -!>  y ~ D[φ]
net G = mlp(8)
net D = mlp(8)
"""
BAD = GAN.replace("Normal", "Norml").replace('"𝔼 and 𝔼"', "“𝔼 and 𝔼”")
SLOWEST_START = 1.5  # seconds of a processor, which is shared; it takes 0.6 where it is not
LARGE = GAN + "".join(
    f"latent h{n} : real[2] ~ Normal(0, 1)\nh{n} ..|> k{n} = K{n}[θ]\nlatent k{n} : real[2]\n"
    for n in range(300)
)
NEAT = format_source(Source("spec.sgm", GAN))
ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
UNITS = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


@pytest.fixture(scope="module")
def run() -> Iterator[Session]:
    """One server for all tests but those of encodings; each has documents of its own."""
    with session("utf-16") as runs:
        yield runs


def at(text: str, offset: int, encoding: str) -> types.Position:
    """The position of an offset, counted by Python's own codecs."""
    before = text[:offset]
    line = before.count("\n")
    rest = before.rpartition("\n")[2]
    return types.Position(line, len(rest.encode(ENCODINGS[encoding])) // UNITS[encoding])


def within(text: str, found: types.Range, encoding: str) -> str:
    """The text in a range of one line."""
    line = text.split("\n")[found.start.line].encode(ENCODINGS[encoding])
    unit = UNITS[encoding]
    return line[unit * found.start.character : unit * found.end.character].decode(
        ENCODINGS[encoding]
    )


def applied(text: str, edits: list[types.TextEdit], encoding: str) -> str:
    """A text after edits, from the last to the first, by lines."""
    lines = text.split("\n")

    def offset(place: types.Position) -> int:
        part = lines[place.line].encode(ENCODINGS[encoding])[: UNITS[encoding] * place.character]
        before = sum(len(line) + 1 for line in lines[: place.line])
        return before + len(part.decode(ENCODINGS[encoding]))

    places = [(offset(e.range.start), offset(e.range.end), e.new_text) for e in edits]
    for start, end, new in sorted(places, reverse=True):
        text = text[:start] + new + text[end:]
    return text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_session_in_each_encoding(encoding: str) -> None:
    """Findings, their cures, then what is known of the sound text; signs beyond U+FFFF before."""

    async def act(editor: Editor) -> None:
        here = editor.open(BAD)
        found = await editor.findings()
        assert {(d.code, within(BAD, d.range, encoding)) for d in found} == {
            ("SGM102", "“"),
            ("SGM102", "”"),
            ("SGM203", "Norml"),
        }
        whole = types.Range(types.Position(0, 0), types.Position(99, 0))
        context = types.CodeActionContext(found)
        actions = await editor.text_document_code_action_async(
            types.CodeActionParams(here, whole, context)
        )
        (cure,) = [a for a in actions if a.kind == "source.fixAll"]
        edits = cure.edit.changes[URI]
        assert applied(BAD, edits, encoding) == GAN
        editor.change(
            2, *(types.TextDocumentContentChangePartial(e.range, e.new_text) for e in edits[::-1])
        )
        assert await editor.findings(2) == []

        z = at(GAN, GAN.index("z ..|>"), encoding)
        place = {"text_document": here, "position": z}
        hover = await editor.text_document_hover_async(types.HoverParams(**place))
        assert within(GAN, hover.range, encoding) == "z"
        target = await editor.text_document_definition_async(types.DefinitionParams(**place))
        assert target.range.start == at(GAN, GAN.index("z :"), encoding)
        edit = await editor.text_document_rename_async(types.RenameParams(here, z, "noise"))
        renamed = applied(GAN, edit.changes[URI], encoding)
        assert renamed == GAN.replace("z :", "noise :").replace("z ..", "noise ..")
        tokens = await editor.text_document_semantic_tokens_full_async(
            types.SemanticTokensParams(here)
        )
        assert "D[" in _coloured(GAN, tokens.data, encoding, "function")
        assert editor.began.capabilities.position_encoding == encoding

    with session(encoding) as run:
        run(act)


def _coloured(text: str, data: Any, encoding: str, kind: str) -> str:
    """The words of a kind, each with the sign behind it."""
    from schematic.lsp.kinds import TOKENS

    found, line, column = [], 0, 0
    for at_ in range(0, len(data), 5):
        down, right, length, number, _ = data[at_ : at_ + 5]
        line, column = line + down, right if down else column + right
        end = types.Position(line, column + length + 1)
        if TOKENS[number] == kind:
            found.append(within(text, types.Range(types.Position(line, column), end), encoding))
    return " ".join(found)


def test_a_space_behind_a_whole_statement_asks_for_nothing(run: Session) -> None:
    async def act(editor: Editor) -> None:
        kind = types.CompletionTriggerKind.TriggerCharacter
        lines = ["net G = mlp(3) ", "net G = ", "latent z : real[3] "]
        here = editor.open("\n".join(lines), "file:///spaces.sgm")
        found = []
        for number, line in enumerate(lines):
            place = types.Position(number, len(line))
            asked = types.CompletionParams(here, place, types.CompletionContext(kind, " "))
            found.append(len((await editor.text_document_completion_async(asked)).items))
        whole, net, law = found
        assert not whole and net and law

    run(act)


def test_everything_else_that_a_document_is_asked(run: Session) -> None:
    async def act(editor: Editor) -> None:
        here = editor.open(GAN.replace("latent    z", "latent z"), "file:///all.sgm")
        place = {"text_document": here, "position": types.Position(4, 0)}
        names = await editor.text_document_completion_async(types.CompletionParams(**place))
        assert "z" in {item.label for item in names.items}
        found = await editor.text_document_references_async(
            types.ReferenceParams(types.ReferenceContext(include_declaration=False), **place)
        )
        assert [location.range.start.line for location in found] == [4]
        marked = await editor.text_document_document_highlight_async(
            types.DocumentHighlightParams(**place)
        )
        assert len(marked) == 2
        named = await editor.text_document_prepare_rename_async(types.PrepareRenameParams(**place))
        assert named.end.character == 1
        options = types.FormattingOptions(4, True)
        (edit,) = await editor.text_document_formatting_async(
            types.DocumentFormattingParams(here, options)
        )
        assert "latent    z" in edit.new_text
        outline = await editor.text_document_document_symbol_async(types.DocumentSymbolParams(here))
        assert "G" in {symbol.name for symbol in outline}
        folds = await editor.text_document_folding_range_async(types.FoldingRangeParams(here))
        assert folds
        whole = types.Range(types.Position(0, 0), types.Position(99, 0))
        hints = await editor.text_document_inlay_hint_async(types.InlayHintParams(here, whole))
        assert hints
        report = await editor.text_document_diagnostic_async(types.DocumentDiagnosticParams(here))
        assert not report.items
        context = types.CodeActionContext([], only=["refactor"])
        actions = await editor.text_document_code_action_async(
            types.CodeActionParams(here, whole, context)
        )
        assert any(action.title.startswith("rewrite: ") for action in actions)
        assert {action.kind for action in actions} == {"refactor.rewrite"}
        view = await editor.protocol.send_request_async(
            "schematic/view", {"textDocument": {"uri": here.uri}}
        )
        assert view.picture.lstrip().startswith("<")
        assert "maximises" in view.objective
        said = [(each.player, each.says) for each in view.formulas]
        assert ("θ", "maximises") in said and all(each.latex for each in view.formulas)

    run(act)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_positions_and_offsets_are_inverse(encoding: str, end: str) -> None:
    text = BAD.replace("\n", end) + "\u2028é𝔼"
    places = Places(text, encoding)
    for offset in range(len(text)):
        if text[offset - 1 : offset + 1] != "\r\n":
            found = places.position(offset)
            assert found == at(
                text.replace(end, "\n"), len(text[:offset].replace(end, "\n")), encoding
            )
            assert places.offset(found) == offset
    assert places.offset(types.Position(99, 99)) == len(text)
    assert places.offset(types.Position(0, 999)) == text.index(end)


def test_a_mark_before_the_text_moves_its_first_line_only() -> None:
    opened = Opened("file:///s.sgm", 1, "\ufeffmodel A\nmodel B\n", "utf-16")
    assert opened.places.position(6) == types.Position(0, 7)
    assert opened.places.offset(types.Position(0, 7)) == 6
    assert opened.places.position(8) == types.Position(1, 0)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_half_of_a_pair_has_a_position_too(encoding: str) -> None:
    """A client may send one; in UTF-8 it has three bytes, as a character at its place has."""
    text = "𝔼 \ud800 é\n"
    places, same = (Places(each, encoding) for each in (text, text.replace("\ud800", "\u0fff")))
    for offset in range(len(text)):
        assert places.position(offset) == same.position(offset)
        assert places.offset(places.position(offset)) == offset


def test_a_file_that_lies_beside_the_document_is_read_and_found(tmp_path: Path) -> None:
    (tmp_path / "the base.sgm").write_text(GAN, encoding="utf-8")
    text = 'model B = swap processes in "the base.sgm"\n'
    opened = Opened((tmp_path / "b.sgm").as_uri(), 1, text, "utf-16")
    assert all(each.severity is not types.DiagnosticSeverity.Error for each in diagnostics(opened))
    here = types.TextDocumentIdentifier(opened.uri)
    params = types.DefinitionParams(here, types.Position(0, 35))
    found = METHODS["definition"].answer(opened, params)
    assert isinstance(found, types.Location)
    assert found.uri == (tmp_path / "the base.sgm").as_uri()


def test_a_spec_names_a_file_beside_it_wherever_the_server_was_started(tmp_path: Path) -> None:
    folder = tmp_path / "a folder" / "ü"
    folder.mkdir(parents=True)
    (folder / "mine.sgm").write_text(GAN, encoding="utf-8")
    text = 'model AAVAE = add code z | swap processes in "mine.sgm"\n'
    there = Opened((folder / "made.sgm").as_uri(), 1, text, "utf-16")
    assert there.name == "made.sgm" and not there.document.findings
    for uri in (f"{tmp_path.as_uri()}/made.sgm", "untitled:Untitled-1", "vscode-vfs://a/made.sgm"):
        found = Opened(uri, 1, text, "utf-16").document.findings
        assert found and "mine.sgm" in found[0].message
    shipped = text.replace("mine", "gan")
    assert not Opened("untitled:Untitled-1", 1, shipped, "utf-16").document.findings


def test_a_picture_for_a_dark_page_has_other_lines_and_no_paper(run: Session) -> None:
    async def act(editor: Editor) -> None:
        here = editor.open(GAN, "file:///dark.sgm")
        asked = {"textDocument": {"uri": here.uri}}
        light, dark = [
            (await editor.protocol.send_request_async("schematic/view", asked | more)).picture
            for more in ({}, {"dark": True})
        ]
        assert light != dark and "white" not in light.lower()

    run(act)


def test_crlf_stays_crlf(run: Session) -> None:
    async def act(editor: Editor) -> None:
        uri = "file:///crlf.sgm"
        here = editor.open(NEAT.replace("latent    z", "latent z").replace("\n", "\r\n"), uri)
        params = types.DocumentFormattingParams(here, types.FormattingOptions(4, True))
        (edit,) = await editor.text_document_formatting_async(params)
        assert edit.new_text == NEAT.replace("\n", "\r\n")
        assert edit.range.end == types.Position(8, 0)
        editor.change(
            2,
            types.TextDocumentContentChangePartial(
                types.Range(types.Position(2, 0), types.Position(3, 0)), ""
            ),
            uri=uri,
        )
        assert {d.code for d in await editor.findings(2, uri)} == {"SGM202"}

    run(act)


def test_only_the_newest_of_many_versions_is_looked_at(run: Session) -> None:
    async def act(editor: Editor) -> None:
        uri = "file:///typed.sgm"
        editor.open("", uri)
        for version, letter in enumerate(GAN, start=2):
            place = at(GAN, version - 2, "utf-16")
            change = types.TextDocumentContentChangePartial(types.Range(place, place), letter)
            editor.change(version, change, uri=uri)
        assert await editor.findings(len(GAN) + 1, uri) == []
        looked_at = [each for each in editor.published if each.uri == uri]
        assert len(looked_at) < len(GAN) / 10

    run(act)


def test_a_cancelled_request_is_told_so_and_the_others_are_answered(run: Session) -> None:
    async def act(editor: Editor) -> None:
        here = editor.open(GAN, "file:///cancelled.sgm")
        large = editor.open(LARGE, "file:///large.sgm")
        place = {"text_document": here, "position": types.Position(4, 0)}
        first = editor.protocol.send_request_async(
            "schematic/view", {"textDocument": {"uri": large.uri}}
        )
        behind = [
            editor.protocol.send_request_async(
                types.TEXT_DOCUMENT_HOVER, types.HoverParams(**place), msg_id=f"hover-{number}"
            )
            for number in range(10)
        ]
        tasks = [asyncio.ensure_future(each) for each in (first, *behind)]
        await asyncio.sleep(0)
        for number in range(1, 10, 2):
            editor.protocol.notify(types.CANCEL_REQUEST, types.CancelParams(f"hover-{number}"))
        view, *hovers = await asyncio.gather(*tasks, return_exceptions=True)
        assert view.findings
        assert all(isinstance(each, types.Hover) for each in hovers[::2])
        assert all(isinstance(each, JsonRpcRequestCancelled) for each in hovers[1::2])

    run(act)


def test_a_request_that_cannot_be_answered_is_refused_and_the_server_lives_on(run: Session) -> None:
    async def act(editor: Editor) -> None:
        nowhere = types.TextDocumentIdentifier("file:///nowhere.sgm")
        params = types.HoverParams(nowhere, types.Position(0, 0))
        with pytest.raises(JsonRpcException, match="is not open"):
            await editor.text_document_hover_async(params)
        here = editor.open(GAN)
        for name in ("x", "net", "no name"):
            with pytest.raises(JsonRpcException):
                await editor.text_document_rename_async(
                    types.RenameParams(here, types.Position(4, 0), name)
                )
        assert await editor.findings() == []
        editor.text_document_did_close(types.DidCloseTextDocumentParams(here))

    run(act)


def test_a_fault_of_ours_is_an_error_of_one_request() -> None:
    """Whatever a question raises, the desk hands on; pygls makes it an error of the protocol."""
    from schematic.lsp.method import Method
    from schematic.lsp.opened import Opened
    from schematic.lsp.server import Desk, _handler, make_server

    def fail(opened: Opened, params: object) -> object:
        raise ZeroDivisionError

    async def act() -> None:
        desk = Desk(make_server("0"))
        desk.documents[URI] = Opened(URI, 1, GAN, "utf-16")
        params = types.HoverParams(types.TextDocumentIdentifier(URI), types.Position(0, 0))
        with pytest.raises(ZeroDivisionError):
            await _handler(desk, Method("textDocument/hover", fail))(params)
        await _handler(desk, Method("textDocument/hover", lambda opened, params: None))(params)

    asyncio.run(act())


def test_it_begins_within_a_second_and_without_torch() -> None:
    ask = (
        "import sys, time; from schematic.cli.collection import collect_rarely; collect_rarely(); "
        "from schematic.lsp.server import make_server; make_server('0'); "
        "assert not {'torch', 'matplotlib', 'sklearn', 'networkx'} & set(sys.modules); "
        "print(time.process_time())"
    )
    ran = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert float(ran.stdout) < SLOWEST_START


def test_it_goes_without_a_word_when_the_editor_goes() -> None:
    asked = [
        {"id": 1, "method": "initialize", "params": {"capabilities": {}}},
        {"id": 2, "method": "shutdown"},
        {"method": "exit"},
    ]
    texts = [json.dumps({"jsonrpc": "2.0", **each}) for each in asked]
    sent = "".join(f"Content-Length: {len(text)}\r\n\r\n{text}" for text in texts)
    ran = subprocess.run(
        [sys.executable, "-m", "schematic", "lsp"], input=sent.encode(), capture_output=True
    )
    assert (ran.returncode, ran.stderr) == (0, b"") and b'"id": 2' in ran.stdout.replace(
        b'"id":2', b'"id": 2'
    )
