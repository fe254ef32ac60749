"""A range → what can be done there: certain cures, rewrites, the layout."""

from __future__ import annotations

from lsprotocol import types

from schematic.lsp.method import Method
from schematic.lsp.methods.diagnostics import diagnostic
from schematic.lsp.opened import Opened
from schematic.service.answers import Action
from schematic.service.questions.actions import KINDS, actions


def answer(opened: Opened, params: types.CodeActionParams) -> list[types.CodeAction]:
    """The actions, of the kinds that are asked for."""
    only = params.context.only
    kinds = KINDS if only is None else [k for k in KINDS if any(_is_of(k, each) for each in only)]
    found = actions(opened.document, opened.places.span(params.range), frozenset(kinds))
    return [_action(opened, each) for each in found]


def _is_of(kind: str, wanted: str) -> bool:
    """Whether a kind is the wanted one or one below it: `refactor.rewrite` is a `refactor`."""
    return wanted == "" or kind == wanted or kind.startswith(f"{wanted}.")


def _action(opened: Opened, action: Action) -> types.CodeAction:
    cured = [diagnostic(opened, action.cures)] if action.cures else None
    return types.CodeAction(
        title=action.title,
        kind=action.kind,
        diagnostics=cured,
        is_preferred=True if cured else None,
        edit=types.WorkspaceEdit({opened.uri: opened.edits(action.edits)}),
    )


METHOD = Method(
    types.TEXT_DOCUMENT_CODE_ACTION, answer, types.CodeActionOptions(code_action_kinds=list(KINDS))
)
