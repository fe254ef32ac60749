"""Randomness → models of arrows of every sort between nodes of every kind; most are ill-formed."""

from __future__ import annotations

import random

LAWS = {
    "real[3]": ("Normal(0, 1)", "Laplace", "Uniform(0, 1)"),
    "unit[1, 2, 2]": ("Uniform(0, 1)", "Normal", "Bernoulli(0.5)"),
    "binary[2]": ("Bernoulli(0.5)", "Bernoulli"),
    "cat[3]": ("Categorical",),
}
FAMILIES = {"real[3]": "Normal", "unit[1, 2, 2]": "ContinuousBernoulli", "binary[2]": "Bernoulli"}
ARROWS = ("->", "..>", "..>", "..|>", "..|>", "-|>")
BRACES = ("", "", "", " {weight = 2}", " {loss = hinge}", " {degenerate}", " {samples = 3}")


def random_model(rng: random.Random) -> str:
    """A program that parses, and names what it declares."""
    kinds = {f"n{i}": rng.choice(list(LAWS)) for i in range(rng.randint(2, 5))}
    judges = [f"y{i}" for i in range(rng.choice((0, 1, 1, 1, 2)))]
    lines = [_node(rng, name, kind, judges) for name, kind in kinds.items()]
    lines += [f"indicator {judge} : {{a, b}}" for judge in judges]
    asleep = rng.random() < 0.1
    taken: set[tuple[str, bool]] = set()
    for _ in range(rng.randint(1, 6)):
        parents = ", ".join(rng.sample(list(kinds), rng.choice((1, 1, 2))))
        if judges and rng.random() < 0.3:
            arrow = rng.choice(("-!>", "-!>", "..!>"))
            net = f"D{len(lines)}[{rng.choice(('φ', 'φ', 'θ'))}]"
            lines.append(f"{parents} {arrow} {rng.choice(judges)} ~ {net}{rng.choice(BRACES)}")
            continue
        child, arrow = rng.choice(list(kinds)), rng.choice(ARROWS[:2] if asleep else ARROWS)
        if (child, arrow[0] == "-") not in taken or rng.random() < 0.1:
            taken.add((child, arrow[0] == "-"))
            lines.append(_factor(rng, parents, arrow, child, kinds[child]))
    return "\n".join([*lines, *(["train wake-sleep"] if asleep else [])])


def _node(rng: random.Random, name: str, kind: str, judges: list[str]) -> str:
    if rng.random() < 0.6:
        law = f" ~ {rng.choice(LAWS[kind])}" if rng.random() < 0.6 else ""
        return f"latent {name} : {kind}{law}"
    by = f" by {rng.choice(judges)}" if judges and rng.random() < 0.12 else ""
    when = f" when {rng.choice(judges)} = b" if judges and rng.random() < 0.1 else ""
    return f"visible {name} : {kind} ~ data{by}{when}"


def _factor(rng: random.Random, parents: str, arrow: str, child: str, kind: str) -> str:
    net = f"N{rng.randint(0, 9)}[{'θ' if arrow[0] == '-' else 'λ'}]"
    if "|" in arrow:
        return f"{parents} {arrow} {child} = {net}"
    family = FAMILIES.get(kind)
    value = f"{family}({net})" if family and rng.random() < 0.5 else net
    return f"{parents} {arrow} {child} ~ {value}{rng.choice(BRACES)}"
