"""Words of a command line → filled pages, drawn pictures and, where asked for, trained runs."""

from __future__ import annotations

import argparse

from docs.press.blocks import fill
from docs.press.cards import missing_cards
from docs.press.makers import MAKERS
from docs.press.pictures import draw
from docs.press.places import DOCS, PICTURES, filled_pages
from docs.press.runs import RUNS, train
from docs.press.samples import make_samples
from docs.press.tutorial import renew_tutorial
from schematic.resources import zoo


def main() -> None:
    """Refresh what the code prints."""
    parser = argparse.ArgumentParser(prog="python -m docs.press", description=__doc__)
    parser.add_argument(
        "--train", nargs="*", metavar="RUN", choices=RUNS, help="train runs again; all by default"
    )
    parser.add_argument(
        "--samples", action="store_true", help="make the pictures of samples.md again"
    )
    parser.add_argument(
        "--tutorial", action="store_true", help="take the steps of tutorial.md again"
    )
    options = parser.parse_args()
    names = options.train
    if options.samples:
        make_samples()
    if options.tutorial:
        renew_tutorial()
    for name in (names or RUNS) if names is not None else ():
        print(train(name))
    PICTURES.mkdir(exist_ok=True)
    for name in zoo():
        (PICTURES / f"{name}.svg").write_text(draw(name), encoding="utf-8")
    for path, text in missing_cards():
        path.write_text(text, encoding="utf-8")
    for path in filled_pages():
        text = path.read_text(encoding="utf-8")
        path.write_text(fill(text, MAKERS), encoding="utf-8")
        print(f"{path.relative_to(DOCS)} is filled")


if __name__ == "__main__":
    main()
