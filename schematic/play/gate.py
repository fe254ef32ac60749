"""The head of a request → whether it comes from the page that `sgm play` has opened.

A page of another origin can send requests to this machine, and a name that its owner points to
127.0.0.1 makes it even the same origin. So the host must be this machine by its own name, the
origin this server's, and the token that of the address that was opened.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from schematic.play.play_errors import ForbiddenError

HEADER = "X-Schematic-Token"
NAMES = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class Gate:
    """What opens the door.

    Attributes:
        port: on which the server listens.
        token: that the page has from its address.
    """

    port: int
    token: str

    @staticmethod
    def at(port: int) -> Gate:
        """A gate with a new token."""
        return Gate(port, secrets.token_urlsafe(24))

    def require_host(self, headers: Mapping[str, str]) -> None:
        """Refuse a request that was sent to another name.

        Raises:
            ForbiddenError: it was.
        """
        if headers.get("Host") not in {f"{name}:{self.port}" for name in NAMES}:
            raise ForbiddenError("this server answers to 127.0.0.1 and localhost only")

    def require_page(self, headers: Mapping[str, str]) -> None:
        """Refuse a request that does not come from the page.

        Raises:
            ForbiddenError: it does not.
        """
        self.require_host(headers)
        origin = headers.get("Origin")
        if origin is not None and origin not in {f"http://{n}:{self.port}" for n in NAMES}:
            raise ForbiddenError("the request comes from another origin")
        if headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise ForbiddenError("the request comes from another site")
        given = headers.get(HEADER, "").encode("utf-8", "replace")
        if not secrets.compare_digest(given, self.token.encode()):
            cure = "open the address that `sgm play` printed"
            raise ForbiddenError("the token is missing or wrong", cure)
