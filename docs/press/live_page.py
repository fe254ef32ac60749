"""The front page → the same with the live page on it.

It stands before the first spec. Where `make page` has not built the page, a picture leads to the
text about it. A site that is read from a disk, by a browser without scripts, or over a connection
that saves data, shows a picture of it that links to it: a worker cannot be loaded from a disk, and
the compiler is 10 MB.
"""

from __future__ import annotations

FOLDER = "live"
"""Where the page lies in the site."""
_BEFORE = "```sgm"

_PICTURE = """\
<a href="{target}"><img src="pictures/page.webp" alt="The page: a spec on the left, \
its picture and its objective on the right" width="960"></a>
<p><a href="{target}">Draw, change and rewrite models in the browser</a>; nothing is \
installed, and nothing leaves it.</p>
"""
_LIVE = """\
<div class="live-page" data-live="{folder}/index.html?embed">
{picture}</div>
<script src="press/live-page.js" defer></script>

"""
_NOT_BUILT = """\
<div class="live-page">
{picture}</div>

"""


def with_live_page(front: str, is_built: bool) -> str:
    """The front page with the live page, or the way to it, before its first spec."""
    target = f"{FOLDER}/index.html" if is_built else "page.html"
    block = (_LIVE if is_built else _NOT_BUILT).format(
        folder=FOLDER, picture=_PICTURE.format(target=target)
    )
    head, spec, rest = front.partition(_BEFORE)
    return head + block + spec + rest
