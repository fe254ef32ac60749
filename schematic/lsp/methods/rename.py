"""A name and a new one → the edits that write it everywhere."""

from __future__ import annotations

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from schematic.lsp.method import Method
from schematic.lsp.opened import Opened
from schematic.service.questions.rename import rename


def answer(opened: Opened, params: types.RenameParams) -> types.WorkspaceEdit:
    """The edits.

    Raises:
        JsonRpcException: the name cannot be had, and why.
    """
    found = rename(opened.document, opened.places.offset(params.position), params.new_name)
    if found.refusal:
        code = types.LSPErrorCodes.RequestFailed
        raise JsonRpcException(f"{found.refusal}: {found.cure}", code)
    return types.WorkspaceEdit({opened.uri: opened.edits(found.edits)})


METHOD = Method(types.TEXT_DOCUMENT_RENAME, answer, types.RenameOptions(prepare_provider=True))
