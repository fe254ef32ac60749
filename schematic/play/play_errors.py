"""What `sgm play` cannot do, each with the status of HTTP that the page gets."""

from __future__ import annotations

from http import HTTPStatus

from schematic.diagnostics import Error


class PlayError(Error):
    """A request that is not served."""

    http = HTTPStatus.BAD_REQUEST


class ForbiddenError(PlayError):
    """It does not come from the page that was opened."""

    http = HTTPStatus.FORBIDDEN


class NothingThereError(PlayError):
    """There is nothing of that name."""

    http = HTTPStatus.NOT_FOUND


class ChangedOnDiskError(PlayError):
    """The file has changed on the disk since the page has read it."""

    http = HTTPStatus.CONFLICT


class TooMuchError(PlayError):
    """It is larger than it may be."""

    http = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class BusyError(PlayError):
    """As many are running as may run at once."""

    http = HTTPStatus.TOO_MANY_REQUESTS


class UnwrittenError(PlayError):
    """The disk does not take the file, which is as it was."""

    http = HTTPStatus.INSUFFICIENT_STORAGE
