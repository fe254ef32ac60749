"""What is measured fits the model, and each number is what it says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from scipy.stats import entropy

from schematic.pipeline import accept
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Run, evaluate
from schematic.training.evaluation import Effort, write_json, write_text
from schematic.training.evaluation.measures.code_discrepancy import median_distance, mmd
from schematic.training.evaluation.measures.held_out_bound import factorised_bernoulli
from schematic.training.evaluation.measures.modes_found import find_modes
from schematic.training.evaluation.measures.reconstruction_error import pca_error
from schematic.training.evaluation.measures.recovered_codes import draw_code, mutual_information
from schematic.training.evaluation.plain_model import without_adversary

LITTLE = Effort(draws=2, samples=500)
EXPECTED = {
    "ae": {"reconstruction error", "  of PCA"},
    "vae": {"bound", "reconstruction error", "Fréchet distance, classifier"},
    "gan": {"modes found", "samples on a mode", "coverage, values"},
    "infogan": {"code z recovered", "reconstruction error"},
    "aae": {"MMD² of z", "  of its law", "reconstruction error"},
    "ada": {"source accuracy of t", "target accuracy of t"},
    "aavae": {"bound", "reconstruction error"},
    "helmholtz": {"bound", "  independent elements"},
}
NOT_EXPECTED = {
    "ae": {"bound", "modes found"},
    "gan": {"bound", "reconstruction error"},
    "aae": {"bound"},
    "ada": {"bound", "MMD² of x"},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_measured_fits_the_model(name: str, opened: Callable[[str], Run]) -> None:
    results = evaluate(opened(name), LITTLE)
    names = {result.name for result in results}
    assert names >= EXPECTED[name]
    assert not names & NOT_EXPECTED.get(name, set())
    assert any(n.startswith("loss of") for n in names)
    assert all(np.isfinite(result.value) for result in results)
    assert len(write_text(results).splitlines()) == len(results)
    assert write_json(results).startswith("[")
    assert all(result.better for result in results if not result.name.startswith((" ", "samples")))


def test_evaluation_repeats(opened: Callable[[str], Run]) -> None:
    assert evaluate(opened("vae"), LITTLE) == evaluate(opened("vae"), LITTLE)


def test_the_bound_of_a_vae_is_its_loss(opened: Callable[[str], Run]) -> None:
    found = {r.name: r.value for r in evaluate(opened("vae"), Effort(draws=1))}
    assert found["bound"] == pytest.approx(-found["loss of θ,η"], rel=1e-6)


def test_the_bound_without_an_adversary_is_that_of_the_vae() -> None:
    plain = {
        name: without_adversary(accept(read(zoo()[name]), None, {"x": (1, 8, 8)}))
        for name in ("vae", "aavae", "gan", "ae", "aae", "infogan")
    }
    assert [name for name, spec in plain.items() if spec is not None] == ["vae", "aavae"]
    assert plain["aavae"] is not None
    assert not any(factor.red for factor in plain["aavae"].factors)


def test_the_wake_sleep_bound_by_hand(opened: Callable[[str], Run]) -> None:
    """E_q[log p(x, h1, h2) − log q(h1, h2 | x)], sampled with the nets directly."""
    run = opened("helmholtz")
    found = {r.name: r.value for r in evaluate(run, Effort(draws=40))}
    nets = run.model
    x = (torch.as_tensor(run.setup.test.columns["x", ""]) > 0.5).float()  # type: ignore[union-attr]

    def log_density(value: torch.Tensor, logits: torch.Tensor) -> torch.Tensor:
        law = torch.distributions.Bernoulli(logits=logits.flatten(1))
        return law.log_prob(value.flatten(1)).sum(1)

    torch.manual_seed(0)
    values = []
    with torch.no_grad():
        for _ in range(40):
            r1 = nets.R1(x.flatten(1))
            h1 = torch.bernoulli(torch.sigmoid(r1))
            r2 = nets.R2(h1)
            h2 = torch.bernoulli(torch.sigmoid(r2))
            p = log_density(x, nets.G1(h1)) + log_density(h1, nets.G2(h2)) - 16 * np.log(2)
            values.append(p - log_density(h1, r1) - log_density(h2, r2))
    assert found["bound"] == pytest.approx(float(torch.stack(values).mean()), abs=0.1)


def test_independent_bernoullis_by_hand() -> None:
    train = np.array([[1.0, 0.0], [1.0, 1.0]])
    mean = np.array([3 / 4, 2 / 4])
    expected = np.log(mean[0]) + np.log(1 - mean[1])
    assert factorised_bernoulli(train, np.array([[1.0, 0.0]])) == pytest.approx(expected)


def test_pca_is_exact_where_the_data_are_flat() -> None:
    rng = np.random.default_rng(0)
    plane = rng.normal(size=(50, 2)) @ rng.normal(size=(2, 6)) + 3
    assert pca_error(plane[:30], plane[30:], 2) == pytest.approx(0, abs=1e-20)
    assert pca_error(plane[:30], plane[30:], 1) > 0.01


def test_modes_are_counted_as_documented() -> None:
    modes = np.array([[0.0, 0.0], [10.0, 0.0]])
    near = np.zeros((1000, 2))
    near[:2, 0] = 10.2
    near[2:500, 1] = 5
    seen = find_modes(near, modes, 0.1)
    assert (seen.found, seen.share) == (2, 0.502)
    assert seen.imbalance == pytest.approx(np.log(2) - entropy([500, 2]))
    near[1, 0] = 10.5
    assert find_modes(near, modes, 0.1).found == 1


def test_mmd_tells_a_shift_from_noise() -> None:
    generator = torch.Generator().manual_seed(0)
    a, b = (torch.randn(300, 4, generator=generator).double() for _ in range(2))
    width = median_distance(a)
    assert abs(mmd(a, b, width)) < 0.01
    assert mmd(a, b + 1, width) > 0.1
    # One pair of points on either side: 0 + 0 within (twice the same point), k between.
    same = torch.zeros(2, 1).double()
    assert mmd(same, same + 2, 1.0) == pytest.approx(2 - 2 * np.exp(-2))


def test_information_between_classes() -> None:
    a = np.array([0, 0, 1, 1])
    assert mutual_information(a, 1 - a) == pytest.approx(1)
    assert mutual_information(a, np.array([0, 1, 0, 1])) == pytest.approx(0)
    assert mutual_information(a, np.zeros(4, int)) == 0


def test_codes_are_what_their_noise_stands_for() -> None:
    spec = accept(read(zoo()["vae"]), None, {"x": (1, 8, 8)})
    noise, code = draw_code(spec.nodes["z"], 7, torch.device("cpu"))
    assert noise.shape == (7, 16)
    assert torch.equal(noise, code)
