"""What can go wrong with data: `DataError`, the one exception of this package, with its cure."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from schematic.diagnostics import Error

DAMAGED = "the file is damaged or of another format than its name says; write it again"


class DataError(Error):
    """Data that cannot be used as asked."""

    status = 1


class NoSuchDataError(DataError):
    """There are no data at a place, or of a name."""


class RowError(DataError):
    """An example that cannot be used, with its number among the rows at hand."""

    def __init__(
        self, where: str, row: int, problem: str, cure: str = "", *, name: str | None = None
    ) -> None:
        """Name the example and what is wrong with it.

        Args:
            where: the file and column.
            row: the number of the example, from 0.
            problem: what is wrong.
            cure: what to do.
            name: what the example is called, where it is not its number.
        """
        super().__init__(f"{where}, {name or f'row {row} (from 0)'}: {problem}", cure)
        self.where, self.row, self.problem = where, row, problem

    def at(self, name: str) -> RowError:
        """Return the same error of an example that is called so."""
        return RowError(self.where, self.row, self.problem, self.cure or "", name=name)


def quote(text: str, limit: int = 60) -> str:
    """Quote a user's own text for a message: on one line, and not too long."""
    return repr(text if len(text) <= limit else f"{text[:limit]}…")


@contextmanager
def reading(path: Path | str, what: str) -> Iterator[None]:
    """Turn whatever goes wrong while a file is decoded into a DataError, and warnings too.

    Decoders warn of numbers and sizes that went wrong, which is an error here, and of how a file
    was written or of what stands beside the data, such as the tags of an image, which nothing
    reads.

    Args:
        path: the file being read.
        what: what it is read as, with its article: "a .npy array".

    Raises:
        DataError: the file cannot be read; the error names it and the reason.
    """
    with explaining(path, what), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", RuntimeWarning)
        yield


@contextmanager
def explaining(path: Path | str, what: str) -> Iterator[None]:
    """Turn whatever goes wrong while a file is decoded into a DataError.

    Decoders of damaged files fail in many ways (zlib, struct, memory, text encodings), so every
    exception is caught, but only while one file is read. Warnings are left as they are, since how
    they are filtered is shared by all threads.

    Raises:
        DataError: the file cannot be read; the error names it and the reason.
    """
    try:
        yield
    except DataError:
        raise
    except OSError as error:
        if error.strerror:
            raise DataError(f"{path}: {error.strerror}") from error
        raise DataError(f"{path} cannot be read as {what}: {error}", DAMAGED) from error
    except Exception as error:
        reason = str(error) or type(error).__name__
        raise DataError(f"{path} cannot be read as {what}: {reason}", DAMAGED) from error


class MissingPackageError(DataError):
    """Data need a package that is not installed on this machine."""

    status = 2


def require(module: str, package: str) -> Any:
    """Import a module only when data need it.

    Args:
        module: its import name.
        package: its name on the package index, for the cure.

    Raises:
        MissingPackageError: the module is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingPackageError(f"{package} is not installed: pip install {package}") from error
