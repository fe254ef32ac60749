"""A place → what may be written there."""

from __future__ import annotations

from lsprotocol import types

from schematic.lsp.kinds import completed
from schematic.lsp.method import Method
from schematic.lsp.opened import Opened
from schematic.service.answers import Item
from schematic.service.questions.completion import completion

TRIGGERS = ["~", "=", "[", "{", "(", ",", ">", " "]


def answer(opened: Opened, params: types.CompletionParams) -> types.CompletionList:
    """The items, each as an edit of the beginning of the word at the place."""
    found = completion(opened.document, opened.places.offset(params.position))
    here = opened.range(found.span)
    return types.CompletionList(False, [_item(each, here) for each in found.items])


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
