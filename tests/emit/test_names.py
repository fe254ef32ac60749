"""No name is refused: what means something else in Python is written otherwise, and all runs."""

from __future__ import annotations

import builtins
import keyword
import os
import re
import textwrap
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load, save
from torch import nn

import schematic
from schematic.emit import write_source
from schematic.emit.fast_source import fast_name, write_fast_source
from schematic.emit.model_class import class_name
from schematic.graph.names import ascii_name
from schematic.graph.spec_text import write_schematic
from schematic.program import model_attributes
from schematic.program.library import kernels, runtime, skeleton
from schematic.program.model_attributes import MODEL_ATTRIBUTES
from schematic.program.written_names import attribute, reserved, variable
from schematic.resources import folder
from tests.model.programs import PROGRAMS

SPEC = """
model {name}
visible x : unit[2] ~ data
latent z : real[2]
z -> x ~ G[θ]
x ..|> z = E[θ]
net G = linear
net E = linear
"""
GAMES = """
visible x : unit[2] ~ data
latent z : real[2] ~ Normal(0, 1)
z ..|> x = G[θ]
"""
CRITIC = """
indicator y : {fake, real}
x -!> y ~ D[φ] {loss = wasserstein, clip = 0.01, steps = 5}
"""
DOMAINS = """
visible z : unit[2] ~ data by y
visible t : cat[2] ~ data when y = real_
latent f : real[3]
indicator y : {{{label}, real_}}
z ..|> f = G[θ]
f -!> y ~ D[φ]
f -> t ~ C[ω]
"""
UNICODE = (
    "हिन्दी",
    "θ\u0301x",
    "é",
    "e\u0301",
    "编码",
    "ſ",
    "ﬁ",
    "µ",
    "x²",
    "𝐱",
    "Σ",
    "ς",
    "Ⅷ",
    "اسم",
    "ñ̃",
    "한글",
    "ﬀorall",
)
BATCH = {"x": torch.rand(4, 2)}
TOGETHER = 16
"""Names in one spec."""
ODD = (
    "_",
    "__",
    "___",
    "v_",
    "__z",
    "v__z",
    "__x__",
    "é",
    "编码",
    "x_fake",
    "z_loc",
    "F",
    "OnTrunk",
)


def names() -> list[str]:
    """Every name that means something to Python, to a module of PyTorch, or to emitted files."""
    libraries = (kernels(), runtime(), skeleton())
    ours = {name for library in libraries for name in library.globals | skeleton().locals}
    theirs = {*dir(builtins), *keyword.kwlist, *keyword.softkwlist, *dir(nn.Module()), *ODD}
    theirs |= {name for kind in nn.Module.__mro__ for name in vars(kind).get("__annotations__", ())}
    grammar = (folder("grammar") / "schematic.lark").read_text("utf-8")
    words = re.findall(r'"([a-z]+)"', grammar)
    return sorted((ours | theirs | MODEL_ATTRIBUTES) - {*words})


def groups_of_names() -> list[Sequence[str]]:
    found = names()
    return [found[at : at + TOGETHER] for at in range(0, len(found), TOGETHER)]


def check_steps(text: str, /, **batch: torch.Tensor) -> nn.Module:
    """The model of a spec; a step moves every net, in this process and alone."""
    spec = schematic.parse(text)
    model = schematic.compile(spec)
    before = {key: value.clone() for key, value in model.state_dict().items()}
    model.step(batch, model.optimizers())
    moved = {
        key.split(".")[0]
        for key, value in model.state_dict().items()
        if not torch.equal(value, before[key])
    }
    assert moved == {net for nets in model.nets.values() for net in nets}
    return model


@pytest.mark.parametrize("wished", groups_of_names(), ids=lambda wished: wished[0])
def test_nodes(wished: Sequence[str]) -> None:
    latents = "".join(f"latent {name} : real[2] ~ Normal(0, 1)\n" for name in wished)
    arrows = "".join(f"data_ ..> {name} ~ E{i}[η]\n" for i, name in enumerate(wished))
    heads = f"visible data_ : unit[2] ~ data\n{', '.join(wished)} -> data_ ~ Decoder[θ]\n"
    model = check_steps(latents + heads + arrows, data_=torch.rand(4, 2))
    assert model.sample(3).shape == (3, 2)
    noise = {name: torch.zeros(4, 2) for name in wished}
    first, second = (model.losses({"data_": torch.ones(4, 2)}, noise) for _ in range(2))
    assert first == second
    given = {name: torch.zeros(4, 2) for name in wished if name not in ("noise", "node", "self")}
    rest = {variable(name): torch.zeros(4, 2) for name in wished if name not in given}
    assert model.infer("data_", **given, **rest).shape == (4, 2)
    for name in wished:
        assert model.infer(name, data_=torch.zeros(4, 2)).shape == (4, 2)


@pytest.mark.parametrize("wished", groups_of_names(), ids=lambda wished: wished[0])
def test_nets_and_groups(wished: Sequence[str]) -> None:
    latents = "".join(f"latent z{i} : real[2] ~ Normal(0, 1)\n" for i in range(len(wished)))
    codes = ", ".join(f"z{i}" for i in range(len(wished)))
    arrows = "".join(f"x ..> z{i} ~ {name}[{name}]\n" for i, name in enumerate(wished))
    text = f"visible x : unit[2] ~ data\n{latents}{codes} -> x ~ Decoder_net[θ]\n{arrows}"
    assert len(check_steps(text, **BATCH).losses(BATCH)) == 1
    bound = {name: nn.Linear(2, 4) for name in wished}
    model = schematic.compile(schematic.parse(text), nets=bound)
    assert all(getattr(model, attribute(name)) is net for name, net in bound.items())


@pytest.mark.parametrize("wished", groups_of_names(), ids=lambda wished: wished[0])
def test_players(wished: Sequence[str]) -> None:
    games = "".join(
        f"indicator y{i} : {{fake, real}}\nx -!> y{i} ~ D{i}[{name}]\nnet D{i} = linear\n"
        for i, name in enumerate(wished)
    )
    model = check_steps(GAMES + games, **BATCH)
    assert list(model.losses(BATCH)) == [*map(ascii_name, wished), "theta"]


@pytest.mark.parametrize("wished", groups_of_names(), ids=lambda wished: wished[0])
def test_data_nodes(wished: Sequence[str]) -> None:
    nodes = "".join(f"visible {name} : unit[2] ~ data\n" for name in wished)
    heads = "".join(
        f"code_ -> {name} ~ G{i}[θ]\nnet G{i} = linear\n" for i, name in enumerate(wished)
    )
    code = f"latent code_ : real[2] ~ Normal(0, 1)\n{', '.join(wished)} ..> code_ ~ E[η]\n"
    text = nodes + heads + code
    batch = {ascii_name(name): torch.rand(4, 2) for name in wished}
    model = check_steps(text, **batch)
    assert model.sample(3).shape == (3, 2)
    assert len(model.terms(batch)["theta,eta"]) == len(wished) + 1
    assert model.infer(ascii_name(wished[0]), code_=torch.zeros(4, 2)).shape == (4, 2)


@pytest.mark.parametrize("wished", groups_of_names(), ids=lambda wished: wished[0])
def test_labels(wished: Sequence[str]) -> None:
    """The values of indicators are in the names of draws, and keys of batches."""
    games = "".join(
        f"indicator y{i} : {{{name}, real_}}\nx -!> y{i} ~ D{i}[φ]\nnet D{i} = linear\n"
        for i, name in enumerate(wished)
    )
    check_steps(GAMES + games, **BATCH)
    label = ascii_name(wished[0])
    batch = {
        "z": {label: torch.rand(4, 2), "real_": torch.rand(4, 2)},
        "t": torch.tensor([0, 1, 1, 0]),
    }
    check_steps(DOMAINS.format(label=wished[0]), **batch)


@pytest.mark.parametrize("wished", groups_of_names(), ids=lambda wished: wished[0])
def test_numbers(wished: Sequence[str]) -> None:
    lets = "".join(f"let {name} = {size}\n" for size, name in enumerate(wished, 1))
    nodes = "".join(f"latent z{i} : real[{name}] ~ Normal(0, 1)\n" for i, name in enumerate(wished))
    spec = schematic.parse(
        f"{lets}{nodes}visible x : unit[2] ~ data\n"
        + "".join(f"x ..> z{i} ~ E{i}[η]\n" for i, _ in enumerate(wished))
        + f"{', '.join(f'z{i}' for i, _ in enumerate(wished))} -> x ~ G[θ]\n",
        settings={wished[0]: 7},
    )
    assert [spec.nodes[f"z{i}"].space.shape for i in range(2)] == [(7,), (2,)]


@pytest.mark.parametrize("wished", groups_of_names(), ids=lambda wished: wished[0])
def test_models(wished: Sequence[str]) -> None:
    for name in wished:
        spec = schematic.parse(SPEC.format(name=name))
        namespace: dict[str, Any] = {"__name__": "alone"}
        exec(compile(write_source(spec), "alone", "exec"), namespace)
        assert isinstance(namespace[class_name(spec)](), nn.Module)
        compile(write_fast_source(spec, "alone"), "alone_fast", "exec")
        assert fast_name(spec) not in reserved()


@pytest.mark.parametrize("wished", UNICODE)
def test_letters_of_other_scripts(wished: str) -> None:
    """Python reads a name in its normal form, and so does the language."""
    text = f"""
    model {wished}
    let {wished} = 2
    visible {wished} : unit[{wished}] ~ data
    latent code_ : real[2] ~ Normal(0, 1)
    indicator y_ : {{{wished}, real_}}
    code_ ..|> {wished} = {wished}[{wished}]
    {wished} -!> y_ ~ D_[φ_]
    """
    name = ascii_name(unicodedata.normalize("NFKC", wished))
    spec = schematic.parse(text)
    batch = {name: torch.rand(4, 2)}
    model = check_steps(text, **batch)
    assert set(model.players) == {"phi_", name}
    assert set(model.losses(batch)) == {"phi_", name}
    assert model.sample(2).shape == (2, 2)
    restored = load(save(model.state_dict()))
    assert restored.keys() == model.state_dict().keys()
    assert any(key.startswith(f"{attribute(name)}.") for key in restored)
    model.load_state_dict(restored)
    assert isinstance(schematic.compile(spec, fast=True), nn.Module)


def test_a_model_without_a_name_has_its_file_s(tmp_path: Path) -> None:
    text = SPEC.replace("model {name}", "")
    for stem, name in {
        "ﬁ": "fi",
        "len": "len",
        "model": "Model",
        "in": "Model",
        "a-b": "Model",
    }.items():
        spec = schematic.parse(text, name=f"{stem}.sgm")
        assert spec.name == name
        assert isinstance(schematic.compile(spec), nn.Module)
        again = schematic.parse(write_schematic(spec))
        assert again.name == name


@pytest.mark.parametrize("length", [20, 36, 60, 100])
def test_a_long_name_is_given_and_returned(length: int) -> None:
    """A line that is too long is broken, and what it assigns stays one value."""
    name = "x" * length
    text = SPEC.format(name="A").replace("visible x", f"visible {name}")
    text = text.replace("-> x ", f"-> {name} ").replace("\nx ..|>", f"\n{name} ..|>")
    model = schematic.compile(schematic.parse(text), seed=0)
    value = torch.rand(3, 2)
    assert torch.equal(model.infer("z", {name: value}), model.E(value))
    assert model.reconstruct({name: value}).shape == (3, 2)


def test_names_stay_apart() -> None:
    wished = [
        f"{before}{name}{after}"
        for name in names()
        for before in ("", "v")
        for after in ("", "_", "__")
    ]
    for safe in (variable, attribute):
        written = [safe(name) for name in dict.fromkeys(wished)]
        assert len(set(written)) == len(written)
        assert not {name for name in written if keyword.iskeyword(name)}
    assert not reserved().intersection(map(variable, wished))


def test_a_player_may_be_called_like_a_net() -> None:
    text = PROGRAMS["vae"].replace("E[η]", "theta_eta_terms[η]")
    model = schematic.compile(schematic.parse(text, shapes={"x": (2,)}))
    assert model.losses({"x": torch.rand(3, 2)}).keys() == {"theta,eta"}


def test_the_file_tells_what_is_renamed() -> None:
    text = "model class\n" + PROGRAMS["ae"].replace("z", "len").replace("E[", "_loss[")
    source = write_source(schematic.parse(text, shapes={"x": (2,)}))
    told = source.partition('"""\n\n# ')[2].partition("\n\n")[0].replace("\n#", "")
    assert told == (
        "Names that mean something else in Python: "
        "model class is class_, node len is len_, net _loss is _loss_."
    )
    assert "mean something else" not in write_source(
        schematic.parse(PROGRAMS["ae"], shapes={"x": (2,)})
    )


def test_all_attributes_of_a_model_are_known() -> None:
    found: set[str] = set()
    for text in (PROGRAMS["vae"], GAMES + CRITIC):
        spec = schematic.parse(text, shapes={"x": (2,)})
        model = schematic.compile(spec, fast=True)
        found |= {name for name in (*dir(model), *vars(model)) if not name.startswith("__")}
        methods = {f"{player.replace(',', '_')}_terms" for player in model.players}
        found -= methods | {net for nets in model.nets.values() for net in nets}
    if os.environ.get("UPDATE_GOLDEN"):
        write_attributes(found)
    else:
        assert found <= MODEL_ATTRIBUTES, "UPDATE_GOLDEN=1 writes them down"


def write_attributes(found: set[str]) -> None:
    path = Path(model_attributes.__file__)
    before, _, rest = path.read_text("utf-8").partition('    """\n')
    lines = textwrap.indent(textwrap.fill(" ".join(sorted(found)), 92), "    ")
    path.write_text(f'{before}    """\n{lines}\n    """{rest.partition(chr(34) * 3)[2]}', "utf-8")
