"""A formula → what those of its signs mean that are no densities of arrows."""

from __future__ import annotations

SIGNS = {
    r"\hat{": "a hat marks a point that is drawn uniformly between a real and a fake example",
    r"_{\mathrm{fake}}": r"$x$ is a real example, and $x_{\mathrm{fake}}$ the fake one beside it "
    "in the batch",
    r"\tilde w_k": r"$\tilde w_k$ is the share of the $k$-th draw in the weights $p/q$ of its "
    "example, and is held fixed",
    r"\tilde{w}": r"$\tilde{w}$ is the weight of an example among those of its batch; its mean is "
    "1, and it is held fixed",
    r"\bar{p}": r"$\bar{p}$ is the product of the marginals of all elements",
    r"\mathrm{MMD}": r"$\mathrm{MMD}$ is the maximum mean discrepancy [Gretton2012]",
    r"D_{l}(": "$D_{l}$ are the layers of $D$ but the last, and are held fixed",
    r"T(x)": "$T(x)$ are features of $x$, from a net that nobody trains",
    r"\alpha'": r"$\alpha$ and $\sigma$ are those of the mixture, and a prime marks the derivative "
    "by the level",
}
"""What a formula in LaTeX contains → what is to be said of it."""


def legend(latex: str) -> str:
    """A sentence, or "" where every sign is a density of the picture."""
    said = "; ".join(text for sign, text in SIGNS.items() if sign in latex)
    return f"Here {said}." if said else ""
