"""The findings about rewrites. A constructor each; its docstring is the finding's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import did_you_mean, page


@page("SGM701")
def unknown_rewrite(span: Span, text: str, known: Iterable[str]) -> Diagnostic:
    """A rewrite that the table does not have.

    The rewrites are `swap processes`, `swap x <-> z`, `add code z`, `drop code z`, `degenerate y`,
    `activate y`, `add y`, `drop y`, `match z by red` (or `kl`, or `nothing`), `gan to vae` and
    `vae to gan`. A chain has `|` between them. docs/rewrites.md says what each does.
    """
    message = f"`{text}` is no rewrite" if text else "a rewrite is missing here"
    return Diagnostic("SGM701", message, span, "", f"write one of: {', '.join(known)}")


@page("SGM702")
def refused(span: Span | None, rewrite: str, reason: str, cure: str) -> Diagnostic:
    """A rewrite that does not apply to this schematic.

    A rewrite takes a well-formed schematic to a well-formed schematic, and nothing else. Where
    another rewrite would make it applicable, the cure names it.
    """
    shown = f"rewrite with `{cure} | {rewrite}`" if cure else ""
    return Diagnostic("SGM702", f"`{rewrite}` does not apply", span, reason, shown)


@page("SGM660")
def search_given_up(tried: int) -> Diagnostic:
    """A search among rewrites that would take too long.

    `sgm path` and `sgm atlas` try every rewrite of every schematic that they reach. The schematics
    grow in number with each step away from the start, and the rewrites of one of them with the
    square of its nodes. So a search ends after some effort, in which a trial counts as much as the
    schematic has nodes and arrows. It says so, rather than that there is nothing to be found.
    """
    message = f"the search was given up after {tried:,} rewrites, before it was through"
    cause = "rewrites lead to more schematics than can be looked at"
    cure = "look less far (`--limit N` of a path, `--depth N` of an atlas), or at a smaller spec"
    return Diagnostic("SGM660", message, None, cause, cure)


@page("SGM703")
def cycle_of_files(span: Span, path: str, cycle: Iterable[str]) -> Diagnostic:
    """A spec that is a rewrite of itself.

    `model AAE = swap x <-> z in "infogan.sgm"` takes its schematic from another file. That file
    may be a rewrite too, but in the end one of them has to be drawn.
    """
    cause = " → ".join(cycle)
    cure = "draw one of these specs: nodes and arrows instead of `=`"
    return Diagnostic("SGM703", f"`{path}` is a rewrite of this spec", span, cause, cure)


@page("SGM704")
def base_unusable(span: Span, path: str, reason: str) -> Diagnostic:
    """A spec that is a rewrite of a file which cannot be read, or has errors.

    The path is relative to the file in which it is written.
    """
    cure = f"see `sgm check {path}`"
    return Diagnostic("SGM704", f"cannot rewrite `{path}`", span, reason, cure)


@page("SGM705")
def drawn_and_rewritten(span: Span) -> Diagnostic:
    """A spec that is a rewrite of another, and draws nodes or arrows of its own.

    `model AAE = … in "infogan.sgm"` takes nodes, factors and the schedule from there. Beside it
    stand only `let` lines (another value for a number) and `net` lines (other layers in a net).
    """
    message = "this spec is a rewrite of another, so it draws nothing of its own"
    cure = "remove this line; or remove `= …` from the `model` line, and draw everything"
    return Diagnostic("SGM705", message, span, "", cure)


@page("SGM115")
def path_refused(span: Span, path: str, reason: str) -> Diagnostic:
    """A path that a spec may not name.

    A spec may be written by a stranger. So it names another spec by a relative path, and only a
    file whose name ends in `.sgm`, also where links are followed to their end. Nothing is fetched
    from a network.
    """
    cure = "give a path from this file to another `.sgm` file, such as `../base.sgm`"
    return Diagnostic("SGM115", f"a spec may not name `{path}`", span, reason, cure)


def stands_alone(span: Span, path: str, shipped: Iterable[str]) -> Diagnostic:
    """The same of a spec that is read without its folder, in the browser or by `sgm play`."""
    reason = "this spec is read without its folder, so it may name shipped specs only"
    found = path_refused(span, path, reason)
    return replace(found, cure=did_you_mean(path, (f"{name}.sgm" for name in shipped)))
