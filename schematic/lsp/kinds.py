"""Kinds of the service → those of the protocol, which have icons and colours."""

from __future__ import annotations

from lsprotocol import types

_COMPLETED = {
    "node": types.CompletionItemKind.Variable,
    "net": types.CompletionItemKind.Function,
    "parameter group": types.CompletionItemKind.TypeParameter,
    "number": types.CompletionItemKind.Constant,
    "index": types.CompletionItemKind.Variable,
    "label": types.CompletionItemKind.EnumMember,
    "type": types.CompletionItemKind.Struct,
    "family": types.CompletionItemKind.Class,
    "constructor": types.CompletionItemKind.Constructor,
    "attribute": types.CompletionItemKind.Property,
    "option": types.CompletionItemKind.Property,
    "word": types.CompletionItemKind.Value,
    "schedule": types.CompletionItemKind.Value,
    "rewrite": types.CompletionItemKind.Method,
    "keyword": types.CompletionItemKind.Keyword,
    "arrow": types.CompletionItemKind.Operator,
    "sign": types.CompletionItemKind.Operator,
    "snippet": types.CompletionItemKind.Snippet,
    "file": types.CompletionItemKind.File,
}
_OUTLINED = {
    "model": types.SymbolKind.Module,
    "node": types.SymbolKind.Variable,
    "net": types.SymbolKind.Function,
    "number": types.SymbolKind.Constant,
    "arrow": types.SymbolKind.Event,
}
_COLOURED = {
    "model": "namespace",
    "node": "variable",
    "net": "function",
    "parameter group": "typeParameter",
    "number": "macro",
    "index": "parameter",
    "label": "enumMember",
    "type": "type",
    "family": "class",
    "constructor": "method",
    "attribute": "property",
    "option": "property",
    "word": "enumMember",
    "schedule": "enumMember",
    "rewrite": "method",
    "keyword": "keyword",
    "arrow": "operator",
    "sign": "operator",
    "numeral": "number",
    "string": "string",
    "comment": "comment",
}
TOKENS = tuple(dict.fromkeys(_COLOURED.values()))
"""The types of words, in the order of the numbers that stand for them."""
MODIFIERS = ("declaration", "dashed", "hollow", "red")
"""What else is said of words, in the order of the bits that stand for it."""


def completed(kind: str) -> types.CompletionItemKind:
    """The icon of something that may be written."""
    return _COMPLETED.get(kind, types.CompletionItemKind.Text)


def outlined(kind: str) -> types.SymbolKind:
    """The icon of a statement in the outline."""
    return _OUTLINED.get(kind, types.SymbolKind.Property)


def coloured(kind: str) -> int:
    """The number of the type of a word."""
    return TOKENS.index(_COLOURED[kind])
