"""Document → whole statements to begin a line with, in its own names, as fields to fill."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.graph.advice import free_name
from schematic.graph.names import greek
from schematic.service.answers import Item
from schematic.service.arrows import READINGS
from schematic.service.document import Document
from schematic.service.table import Kind
from schematic.service.words import KEYWORDS
from schematic.syntax import tree

SNIPPET = "snippet"
_GROUPS = ("theta", "eta", "omega", "psi", "lambda")
_JUDGES = ("phi", "psi", "chi")
_NETS = {"->": ("G", "P"), "..>": ("E", "R"), "-!>": ("D", "C")}


def snippets(document: Document) -> Iterator[Item]:
    """The lines of nodes, nets and numbers, then an arrow of each sort."""
    names = _Names(document)
    latent, visible = names.new(Kind.NODE, "z", "h", "u"), names.new(Kind.NODE, "x", "t", "a")
    indicator, net = names.new(Kind.NODE, "y"), names.missing_net()
    number = names.new(Kind.NUMBER, "d", "k", "n")
    lines = {
        "model": 'model ${1:Name} "${2:a title}"',
        "visible": f"visible ${{1:{visible}}} : ${{2:unit}} ~ data",
        "latent": f"latent ${{1:{latent}}} : real[${{2:16}}] ~ Normal(0, 1)",
        "indicator": f"indicator ${{1:{indicator}}} : {{${{2:fake}}, ${{3:real}}}}",
        "net": f"net ${{1:{net}}} = mlp(${{2:128, 128}})",
        "let": f"let ${{1:{number}}} = ${{2:16}}",
        "train": "train ${1:wake-sleep}",
    }
    for word, line in lines.items():
        yield _snippet(line, word, KEYWORDS[word])
    for arrow, (name, does) in READINGS.items():
        yield _snippet(_arrow(names, arrow), name, does)


def _arrow(names: _Names, arrow: tree.Arrow) -> str:
    """The line of an arrow between nodes of the text, with a net and a group."""
    latent, visible = names.known("latent", "z"), names.known("visible", "x")
    indicator = names.known("indicator", "y")
    parent, child = (visible, latent) if arrow is tree.Arrow.DASHED else (latent, visible)
    if arrow.red:
        parent, child = visible, indicator
    group = greek(names.group(*(_JUDGES if arrow.red else _GROUPS)))
    sort = arrow.sort if child != visible else "->"
    net = names.new(Kind.NET, *_NETS[sort])
    sign = "=" if arrow.hollow else "~"
    return f"${{1:{parent}}} {arrow.value} ${{2:{child}}} {sign} ${{3:{net}}}[${{4:{group}}}]" + (
        " {degenerate}" if arrow is tree.Arrow.DASHED_RED else ""
    )


def _snippet(line: str, detail: str, documentation: str) -> Item:
    return Item(plain(line), SNIPPET, detail, documentation, line, snippet=True)


def plain(snippet: str) -> str:
    """A snippet with its fields as they are proposed."""
    parts = snippet.split("${")
    texts = [parts[0]]
    for part in parts[1:]:
        field, _, rest = part.partition("}")
        texts += [field.partition(":")[2], rest]
    return "".join(texts)


class _Names:
    """The names of a text, and names that are free in it."""

    def __init__(self, document: Document) -> None:
        """Look at the table of a document."""
        self.table = document.table
        self.text = document.source

    def new(self, kind: Kind, *wishes: str) -> str:
        """A name that nothing of a kind has yet."""
        taken = {symbol.name for symbol in self.table.by_symbol if symbol.kind is kind}
        return free_name(wishes, taken)

    def group(self, *wishes: str) -> str:
        """A group that the text does not have."""
        return self.new(Kind.GROUP, *wishes)

    def known(self, role: str, otherwise: str) -> str:
        """The first node of a role."""
        for node in self.table.named(Kind.NODE):
            line = node.use.statement
            line = line.statement if isinstance(line, tree.Plate) else line
            if isinstance(line, tree.NodeLine) and line.role == role:
                return line.name.text
        return otherwise

    def missing_net(self) -> str:
        """A net that an arrow names and no line describes, or a new one."""
        nets = self.table.named(Kind.NET)
        missing = (self.text.excerpt(net.span) for net in nets if not net.declares)
        return next(missing, "") or self.new(Kind.NET, "G", "E", "D")
