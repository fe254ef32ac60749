"""A place → what may be written there."""

from __future__ import annotations

from lsprotocol import types

from schematic.lsp.kinds import completed
from schematic.lsp.method import Method
from schematic.lsp.opened import Opened
from schematic.service.answers import Item
from schematic.service.cursor import cursor_at
from schematic.service.questions.completion import completion
from schematic.syntax.begun import END

TRIGGERS = ["~", "=", "[", "{", "(", ",", ">", " "]


def answer(opened: Opened, params: types.CompletionParams) -> types.CompletionList:
    """The items, each as an edit of the beginning of the word at the place.

    A space behind a statement that is whole asks for nothing: what comes next is mostly a new line.
    """
    offset = opened.places.offset(params.position)
    if params.context and params.context.trigger_character == " " and _is_whole(opened, offset):
        return types.CompletionList(False, [])
    found = completion(opened.document, offset)
    here = opened.range(found.span)
    return types.CompletionList(False, [_item(each, here) for each in found.items])


def _is_whole(opened: Opened, offset: int) -> bool:
    """Whether the statement may end here, and no law is missing."""
    cursor = cursor_at(opened.document.source, offset)
    return cursor is not None and END in cursor.state.takes and "TILDE" not in cursor.state.takes


def _item(item: Item, here: types.Range) -> types.CompletionItem:
    sort = types.InsertTextFormat.Snippet if item.snippet else types.InsertTextFormat.PlainText
    said = types.MarkupContent(types.MarkupKind.Markdown, item.documentation)
    return types.CompletionItem(
        label=item.label,
        kind=completed(item.kind),
        detail=item.detail or None,
        documentation=said if item.documentation else None,
        sort_text=item.sort or None,
        filter_text=item.search or None,
        insert_text_format=sort,
        text_edit=types.TextEdit(here, item.insert or item.label),
    )


METHOD = Method(
    types.TEXT_DOCUMENT_COMPLETION, answer, types.CompletionOptions(trigger_characters=TRIGGERS)
)
