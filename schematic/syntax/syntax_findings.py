"""The findings of the syntax stage. A constructor each; its docstring is the finding's page."""

from __future__ import annotations

from collections.abc import Iterable

from schematic.diagnostics import Diagnostic, Edit, Span
from schematic.diagnostics.certain import respelt
from schematic.diagnostics.diagnostic import did_you_mean, page

ARROWS = "the arrows are -> ..> -|> ..|> -!> ..!>"


@page("SGM101")
def unexpected(span: Span, found: str, expected: str, cure: str) -> Diagnostic:
    """A statement that the grammar does not know.

    Each line of a spec is one statement: `model`, `visible`, `latent`, `indicator`, a factor
    (`z -> x ~ G[θ]`), `net`, `let` or `train`. The finding says what could have stood at the
    place it points to. A broken statement costs only itself: the others are still checked.
    """
    return Diagnostic("SGM101", f"unexpected {found}", span, f"expected {expected} here", cure)


@page("SGM102")
def unknown_character(span: Span, found: str, cure: str, fix: tuple[Edit, ...] = ()) -> Diagnostic:
    """A character that the language does not use.

    Text pasted from elsewhere often brings arrows, dashes and quotes that look like those of the
    language, or characters that cannot be seen at all; some keyboards write full-width brackets.
    Outside comments and titles a spec has only names (letters, Greek too, digits and `_`), numbers,
    the arrows and `: ~ = , [ ] ( ) { }`. No `;` ends a statement: its line does.
    """
    return Diagnostic("SGM102", f"{found} does not belong here", span, "", cure, fix=fix)


@page("SGM103")
def too_long(span: Span, limit: int) -> Diagnostic:
    """A statement longer than any schematic needs.

    The file is probably not a spec, or lost its line ends: each statement is a line of its own.
    """
    message = f"this statement has more than {limit:,} characters"
    return Diagnostic("SGM103", message, span, "", "break the file into lines, a statement each")


@page("SGM104")
def not_text(name: str, reason: str) -> Diagnostic:
    """A file that is not UTF-8 text.

    Specs are UTF-8 text with LF or CRLF line ends. Editors that save in another encoding have a
    command to save in UTF-8; a picture or a checkpoint is not a spec.
    """
    message = f"{name} is not UTF-8 text: {reason}"
    return Diagnostic("SGM104", message, None, "", "save the spec as UTF-8 text")


@page("SGM105")
def unclosed(span: Span, bracket: str, closing: str) -> Diagnostic:
    """A bracket or a quote that is never closed.

    A statement may go on over several lines only inside brackets, and a title ends on its line.
    """
    cure = f"add the missing {closing}"
    return Diagnostic("SGM105", f"this {bracket} is never closed", span, "", cure)


@page("SGM106")
def empty() -> Diagnostic:
    """A spec without statements.

    `sgm new` writes a starter file; `sgm zoo` lists the shipped specs.
    """
    return Diagnostic("SGM106", "no statements in this spec", None, "", "start from `sgm new`")


@page("SGM107")
def unreadable(name: str, reason: str) -> Diagnostic:
    """A path that cannot be read.

    The file is missing, is a directory, or may not be opened. A spec is read from a regular file:
    devices and named pipes may never end. What another program writes is given on standard input,
    `… | sgm check -`.
    """
    return Diagnostic("SGM107", f"cannot read {name}: {reason}", None, "", "check the path")


@page("SGM108")
def no_arrow(span: Span, found: str, fix: tuple[Edit, ...]) -> Diagnostic:
    """Strokes that look like an arrow and are not one.

    There are six: `->` and `..>` (stochastic: generation and inference), `-|>` and `..|>` (the
    same two, deterministic), `-!>` and `..!>` (the same two, adversarial). Arrows point right.
    """
    return Diagnostic("SGM108", f"`{found}` is not an arrow", span, "", ARROWS, fix=fix)


@page("SGM109")
def no_name(span: Span, found: str) -> Diagnostic:
    """A word that cannot be a name.

    A name begins with a letter (Greek too) or `_` and goes on with letters, digits and `_`, also
    after Unicode's compatibility forms were resolved: `x²` is the name `x2`, but `½` is not a name.
    """
    cure = "use letters, digits and `_`, beginning with a letter"
    return Diagnostic("SGM109", f"`{found}` is not a name", span, "", cure)


@page("SGM110")
def no_statement(span: Span, found: str, known: Iterable[str]) -> Diagnostic:
    """A line that begins like no statement.

    A statement begins with `model`, `visible`, `latent`, `indicator`, `net`, `let` or `train`; a
    factor begins with the names of its parents and an arrow.
    """
    message, words = f"no statement begins with `{found}`", tuple(known)
    cure, fix = did_you_mean(found, words), respelt(span, found, words)
    return Diagnostic("SGM110", message, span, "", cure, fix=fix)


@page("SGM111")
def as_in_a_paper(span: Span, cause: str, cure: str) -> Diagnostic:
    """A law that is written as in a paper.

    Papers write `z ~ Normal(0, 1)`, `x ~ p(x|z)` and `x = G(z)`. Here a line declares each node
    with its role, its type and its own law, `latent z : real[8] ~ Normal(0, 1)`, and an arrow says
    what it depends on: `z -> x ~ G[θ]` generates x, `x ..> z ~ E[η]` infers z, and
    `z ..|> x = G[θ]` computes x.
    """
    return Diagnostic("SGM111", "a law is written here as in a paper", span, cause, cure)


@page("SGM112")
def too_large(name: str, most: int) -> Diagnostic:
    """A spec larger than any schematic needs.

    The specs of large models have some thousand characters. A file is not read beyond the limit: it
    is probably no spec.
    """
    message = f"{name} has more than {most:,} bytes"
    return Diagnostic("SGM112", message, None, "", "check the path; large data are no spec")


@page("SGM113")
def too_many(span: Span, most: int) -> Diagnostic:
    """A spec with more statements than can be checked in a reasonable time.

    Nobody reads a picture with thousands of nodes. What repeats is one node with a larger shape, or
    one net with more layers.
    """
    message = f"this spec has more than {most:,} statements"
    cure = "make it smaller: one node with a larger shape can stand for many nodes"
    return Diagnostic("SGM113", message, span, "", cure)


@page("SGM114")
def unseen(span: Span, what: str, fix: tuple[Edit, ...]) -> Diagnostic:
    """A sign that cannot be seen, and that changes how its line is shown.

    Control characters move the cursor of a terminal or hide what it has shown. Signs that reorder
    text (bidirectional overrides and isolates) let a line read otherwise than it is. Some editors
    break a line where the language does not. None of them may stand in a spec, not even in its
    comments and titles, so that a spec means what a reader sees.
    """
    return Diagnostic("SGM114", f"{what} cannot be seen here", span, "", "remove it", fix=fix)


@page("SGM116")
def index_arithmetic(span: Span) -> Diagnostic:
    """An index that is computed otherwise than by a shift.

    In `h[t-1] -> z[t] ~ P[t][θ] for t in 1..T` an index is the name of the range, that name plus or
    minus a whole number, a whole number, or the name of one. So each arrow says how far it reaches,
    and a plate looks the same at each of its values.
    """
    cure = "write `t`, `t-1`, `t+2`, a whole number, or the name of one"
    return Diagnostic("SGM116", "this is no index", span, "an index is only shifted", cure)


@page("SGM117")
def not_an_index(span: Span, found: str) -> Diagnostic:
    """An index, or an end of a range, that is not a whole number from 0.

    Copies are counted: `z[0]`, `z[1]`, … A shift may lead out of the range of a plate, as `h[t-1]`
    does at its first value, but not below 0. The name of a number stands for its value, so
    `let T = 4` makes `z[T]` the copy `z[4]`.
    """
    cure = "count from 0"
    return Diagnostic("SGM117", f"an index is a whole number from 0, not {found}", span, "", cure)


@page("SGM118")
def index_is_a_number(span: Span, name: str) -> Diagnostic:
    """An index that has the name of a number.

    In `for t in 1..T` the name t takes the values 1 to T, so no `let` line may give it another.
    """
    message = f"`{name}` is a number, so it cannot count"
    return Diagnostic("SGM118", message, span, "", "give the index another name")


@page("SGM119")
def group_is_an_index(span: Span, net: str, index: str) -> Diagnostic:
    """A net whose last bracket is an index.

    The last bracket behind a net is the parameter group that trains it, `P[θ]`; an index stands
    before it, `P[t][θ]`: one net for each t, all of them trained with θ.
    """
    message = f"`{net}[{index}]` is not trained by `{index}`"
    cause = "the last bracket behind a net is its parameter group"
    cure = f"write `{net}[{index}][θ]`, or `{net}[{index}][frozen]` if nobody trains it"
    return Diagnostic("SGM119", message, span, cause, cure)
