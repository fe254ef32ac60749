"""What constructors say of themselves holds for the layers that they make."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
import torch
from torch import nn

import schematic
from schematic.constructors import ACTIVATIONS, CONSTRUCTORS, Inside, NetUse, Options, Port
from schematic.diagnostics import NOWHERE
from schematic.emit.kernels import nets, shortcuts, weights
from schematic.families import Kind
from schematic.graph.spec_text import write_schematic
from schematic.rewrites.sameness.canonical_form import canonical_form
from schematic.spaces import Space

SPACES = [Space(Kind.REAL, shape) for shape in ((6,), (2, 3), (1, 7, 5), (3, 7, 5))]
PARENTS = [(space,) for space in SPACES]
PARENTS += [(SPACES[0], Space(Kind.CAT, (), classes=3)), (SPACES[2], SPACES[0])]
PORTS = [
    Port(parents, child, copies)
    for parents, child, copies in itertools.product(PARENTS, SPACES, (1, 2))
]


LAYERED = [n for n, c in CONSTRUCTORS.items() if c.joins_parents and not c.is_invertible]
"""What makes layers that read one tensor; the others are tested by themselves."""


def inside_of(name: str) -> Inside:
    constructor = CONSTRUCTORS[name]
    sizes = (4, 8) if constructor.takes_sizes else ()
    options = replace(constructor.defaults, act="tanh") if sizes else Options()
    return Inside(sizes, options, (0.9,) * constructor.numbers, constructor.patterns[:1])


def joinable(name: str) -> list[Port]:
    """The ends between which a constructor has no finding."""
    constructor, inside = CONSTRUCTORS[name], inside_of(name)
    return [p for p in PORTS if not list(constructor.check(NetUse("G", NOWHERE, inside, p)))]


def module(rows: tuple[str, ...]) -> nn.Sequential:
    kernels = {**vars(nets), **vars(shortcuts), **vars(weights)}
    built = eval(f"nn.Sequential({', '.join(rows)})", kernels)
    assert isinstance(built, nn.Sequential)
    return built


def joined(name: str, port: Port) -> torch.Tensor:
    """What a net reads: one parent as it is, several as maps or as a row."""
    shapes = [space.shape or (space.classes,) for space in port.parents]
    if len(shapes) == 1:
        return torch.zeros(2, *shapes[0])
    if CONSTRUCTORS[name].reads_maps(port):
        channels = sum(shape[0] for shape in shapes)
        return torch.zeros(2, channels, 7, 5)
    return torch.zeros(2, port.inputs)


@pytest.mark.parametrize("name", LAYERED)
def test_layers_lead_from_end_to_end(name: str) -> None:
    ports = joinable(name)
    assert ports
    for port in ports:
        layers = CONSTRUCTORS[name].layers(inside_of(name), port)
        net = module((*layers.trunk, *layers.head))
        assert tuple(net(joined(name, port)).shape) == (2, *port.joined)
        assert bool(list(net.parameters())) == CONSTRUCTORS[name].has_parameters


@pytest.mark.parametrize("name", LAYERED)
def test_trunks_give_as_many_features_as_they_say(name: str) -> None:
    constructor, inside = CONSTRUCTORS[name], inside_of(name)
    for port in joinable(name):
        if constructor.has_features(inside, port):
            trunk = module(constructor.layers(inside, port).trunk)
            found = trunk(joined(name, port))
            assert tuple(found.shape) == (2, constructor.features(inside, port))


@pytest.mark.parametrize("name", [n for n in CONSTRUCTORS if CONSTRUCTORS[n].stands_on_trunks])
def test_heads_stand_on_features(name: str) -> None:
    for port in PORTS:
        head = module(CONSTRUCTORS[name].on(11, inside_of(name), port).head)
        assert tuple(head(torch.zeros(2, 11)).shape) == (2, *port.joined)


@pytest.mark.parametrize("word", ACTIVATIONS)
def test_every_activation_is_a_layer(word: str) -> None:
    assert module((ACTIVATIONS[word],))(torch.zeros(3)).shape == (3,)


IDENTITY = """
visible x : {given} ~ data
latent v : {child}
x ..|> v = I[θ]
v -> x ~ G[θ]
net I = identity
"""


@pytest.mark.parametrize(
    ("given", "child", "expected"),
    [
        ("unit[3]", "unit[3]", lambda x: x),
        ("binary[3]", "binary[3]", lambda x: x),
        ("real[3]", "real[3]", lambda x: x),
        ("unit[3]", "real[3]", lambda x: x),
        ("real[3]", "unit[3]", torch.sigmoid),
        ("cat[3]", "cat[3]", lambda x: nn.functional.one_hot(x, 3).float()),
    ],
)
def test_an_identity_hands_on_values_of_its_kind(given: str, child: str, expected: object) -> None:
    spec = schematic.parse(IDENTITY.format(given=given, child=child))
    model = schematic.compile(spec)
    x = torch.tensor([0, 2]) if "cat" in given else torch.tensor([[0.0, 1.0, 1.0]])
    assert callable(expected)
    torch.testing.assert_close(model.infer("v", x=x), expected(x))
    torch.testing.assert_close(model.draw({"x": x})["v"], expected(x))


@pytest.mark.parametrize(
    ("given", "child", "expected"),
    [
        ("unit[3]", "unit[3]", lambda x: 0.9 * x),
        ("real[3]", "real[3]", lambda x: 0.9 * x),
        ("binary[3]", "real[3]", lambda x: 0.9 * x),
        ("real[3]", "unit[3]", lambda x: torch.sigmoid(0.9 * x)),
        ("real[1, 1, 3]", "real[3]", lambda x: 0.9 * x.flatten(1)),
    ],
)
@pytest.mark.parametrize("value", ["S", "S[frozen]", "S[θ]"])
def test_a_scale_multiplies(given: str, child: str, expected: object, value: str) -> None:
    text = IDENTITY.format(given=given, child=child)
    text = text.replace("= I[θ]", f"= {value}").replace("net I = identity", "net S = scale(0.9)")
    model = schematic.compile(schematic.parse(text))
    x = torch.tensor([[0.0, 1.0, 1.0]])
    x = x.reshape(1, 1, 1, 3) if "1, 1" in given else x
    assert callable(expected)
    torch.testing.assert_close(model.draw({"x": x})["v"], expected(x))


EYE = torch.arange(1.0, 17.0).reshape(1, 1, 4, 4)


@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        ("left", lambda row, column: column < 2),
        ("right", lambda row, column: column >= 2),
        ("top", lambda row, column: row < 2),
        ("bottom", lambda row, column: row >= 2),
        ("centre", lambda row, column: row in (1, 2) and column in (1, 2)),
        ("border", lambda row, column: row in (0, 3) or column in (0, 3)),
        ("checkerboard", lambda row, column: (row - column) % 2 == 0),
        ("0, 5, n", lambda row, column: (row, column) in [(0, 0), (1, 1), (3, 3)]),
    ],
)
@pytest.mark.parametrize("kind", ["real", "unit"])
def test_a_mask_keeps_some_places_of_every_channel(kind: str, inside: str, kept: object) -> None:
    text = f"""
        let n = 15
        let left = 3
        visible x : {kind}[2, 4, 4] ~ data
        latent  v : {kind}[2, 4, 4]
        x ..|> v = mask({inside})[frozen]
        v -> x ~ Normal(G[θ], 1)
    """
    spec = schematic.parse(text)
    assert schematic.parse(write_schematic(spec)) == spec
    assert callable(kept)
    x = (EYE / 16).expand(3, 2, 4, 4)
    plan = torch.tensor([[kept(row, column) for column in range(4)] for row in range(4)])
    model = schematic.compile(spec)
    assert torch.equal(model.draw({"x": x})["v"], x * plan)
    assert not [name for name in model.state_dict() if "mask" in name]


def test_masks_that_keep_other_places_are_other_schematics() -> None:
    text = "visible x : real[4] ~ data\nlatent v : real[4]\nv -> x ~ G[θ]\nx ..|> v = M\nnet M = "
    masks = ["mask(left)", "mask(right)", "mask(0, 1)", "mask(0)", "identity"]
    assert len({canonical_form(schematic.parse(text + mask)) for mask in masks}) == len(masks)


def test_a_mask_covers_a_location_and_logits() -> None:
    text = "visible x : unit[4] ~ data\nlatent v : binary[4] ~ Bernoulli(0.5)\nlatent u : unit[4]\n"
    text += "x ..> v ~ mask(0)[frozen] {gradient = enumerate}\nv -> x ~ G[θ]\n"
    text += "x ..> u ~ Normal(mask(1, 2)[frozen], 0.5)\nu -> x ~ F[θ]\n"
    drawn = schematic.compile(schematic.parse(text)).draw(
        {"x": torch.ones(2, 4)}, {"u": torch.zeros(2, 4)}
    )
    torch.testing.assert_close(drawn["u"], torch.tensor([[0.0, 1, 1, 0]]).expand(2, 4))
