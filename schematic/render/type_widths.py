"""Letter → its width in Times, upright and slanting, in thousandths of the size of the type.

The widths are those of STIX General, which has the alphabets of Times and Greek beside them. They
are kept here so that text can be set where no font can be opened, as in a browser.
"""

from __future__ import annotations

from collections.abc import Mapping

USUAL, IDEOGRAPH, IDEOGRAPHS = 500, 1000, 0x1100

UPRIGHT: Mapping[int, str] = {
    180: "'",
    200: "|",
    250: " ,.·",
    275: "ι",
    278: "/:;\\ijlt",
    333: "!()-I[]`frΙ",
    389: "s",
    408: '"',
    440: "?acezεζξςν",
    475: "^γτ{}",
    500: "#$*0123456789_bdghknopquvxyβθρλδκχπο",
    520: "ηυμ",
    545: "~ασ",
    556: "FSPΡΓ",
    611: "ELTΕΤZΖ",
    624: "φϕΣωΞ",
    675: "BCRΒ+<=>−ψ",
    722: "ADGHKNOQUVXYwΑΔΗΘΝΟΠΥΧΛΚ",
    750: "ΩΨΦ%",
    778: "&m",
    889: "MΜ",
    930: "W@",
    1000: "…",
}
SLANTING: Mapping[int, str] = {
    278: "fijltι",
    333: "IΙ",
    389: "rsz",
    410: "γτ",
    444: "Jcekvxyεκ",
    457: "ζξςχλδν",
    480: "ηυθ",
    500: "Sabdghnoquοσ",
    505: "pπρβ",
    526: "μα",
    556: "LTYZΖΤΥ",
    584: "ψ",
    611: "ABEFPRVXΑΒΓΔΕΛΡΧΣ",
    624: "φϕ",
    667: "CKNwΚΝΨΞ",
    686: "ω",
    722: "DGHOQUmΗΘΟΠΦ",
    762: "Ω",
    833: "MWΜ",
}
_UPRIGHT = {letter: width for width, letters in UPRIGHT.items() for letter in letters}
_SLANTING = {letter: width for width, letters in SLANTING.items() for letter in letters}


def known_width(text: str, slants: bool) -> float:
    """Return how wide a text is, in sizes of its type.

    Args:
        text: in one line.
        slants: whether its letters do.
    """
    table = _SLANTING if slants else _UPRIGHT
    return sum(table.get(c, IDEOGRAPH if ord(c) >= IDEOGRAPHS else USUAL) for c in text) / 1000
