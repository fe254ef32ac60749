"""What can go wrong with data: `DataError`, the one exception of this package, with its cure."""

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


def quote(text: str, limit: int = 60) -> str:
    """Quote a user's own text for a message: on one line, and not too long."""
    return repr(text if len(text) <= limit else f"{text[:limit]}…")


@contextmanager
def reading(path: Path, what: str) -> Iterator[None]:
    """Turn whatever goes wrong while a file is decoded into a DataError.

    Decoders of damaged files fail in many ways (zlib, struct, memory, text encodings), so every
    exception is caught, but only while one file is read. They also warn: of numbers and sizes that
    went wrong, which is an error here, and of how a file was written or of what stands beside the
    data, such as the tags of an image, which nothing reads.

    Args:
        path: the file being read.
        what: what it is read as, with its article: "a .npy array".

    Raises:
        DataError: the file cannot be read; the error names it and the reason.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", RuntimeWarning)
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
