"""The front page → the same with the live page on it, where `make page` has built that.

It stands where the picture of the GAN would be the first thing to look at. A site that is read
from a disk, by a browser without scripts, or over a connection that saves data, shows a picture of
it that links to it: a worker cannot be loaded from a disk, and the compiler is 10 MB.
"""

from __future__ import annotations

FOLDER = "live"
"""Where the page lies in the site."""
_BEFORE = "```sgm"

_BLOCK = """\
<div class="live-page" data-live="{folder}/index.html?embed">
<a href="{folder}/index.html"><img src="pictures/page.webp" alt="The page: a spec on the left, \
its picture and its objective on the right" width="960"></a>
<p><a href="{folder}/index.html">Draw, change and rewrite models in the browser</a>; nothing is \
installed, and nothing leaves it.</p>
</div>
<script src="press/live-page.js" defer></script>

"""


def with_live_page(front: str) -> str:
    """The front page with the live page before its first spec."""
    head, spec, rest = front.partition(_BEFORE)
    return head + _BLOCK.format(folder=FOLDER) + spec + rest
