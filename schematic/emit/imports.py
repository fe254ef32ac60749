"""Names that a text reads → the import statements that it needs, in the usual order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schematic.program.library import Import, Library


def write_imports(names: Iterable[str], *libraries: Library) -> str:
    """The imports of those names that the libraries import: standard modules, then others."""
    known = [library.imports for library in libraries]
    wanted = {each for name in names for table in known for each in table.get(name, ())}
    blocks = (
        "\n".join(_statements([each for each in wanted if each.is_standard is standard]))
        for standard in (True, False)
    )
    return "\n\n".join(["from __future__ import annotations", *filter(None, blocks)])


def _statements(imports: Iterable[Import]) -> Iterator[str]:
    """Modules first, then names of modules, a line a module."""
    by_module: dict[str, list[Import]] = {}
    for each in imports:
        by_module.setdefault(each.module, []).append(each)
    for module in sorted(by_module):
        if any(not each.name for each in by_module[module]):
            yield f"import {module}"
    for module, members in sorted(by_module.items()):
        if names := sorted(filter(None, map(_member, members)), key=_order):
            yield f"from {module} import {', '.join(names)}"


def _member(each: Import) -> str:
    return f"{each.name} as {each.alias}" if each.alias else each.name


def _order(name: str) -> tuple[bool, str]:
    """Classes before functions."""
    return name[0].islower(), name
