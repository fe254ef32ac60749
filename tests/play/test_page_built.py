"""The page that comes with the package: it is small, strict, and as new as its sources."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from schematic.resources import page

ROOT = Path(__file__).parents[2]
PLAY = ROOT / "play"
ALONE = ("index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")
OUTSIDE = ("grammar/schematic.lark", "specs/gan.sgm")
LARGEST = 1_500_000


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def sources() -> list[Path]:
    inside = (p for folder in ("src", "public") for p in (PLAY / folder).rglob("*") if p.is_file())
    found = [*inside, *(PLAY / name for name in ALONE), *(ROOT / name for name in OUTSIDE)]
    return sorted(found, key=lambda path: path.relative_to(ROOT).as_posix())


def test_the_bundle_is_as_new_as_its_sources():
    lines = (
        f"{digest(path.read_bytes())}  {path.relative_to(ROOT).as_posix()}\n" for path in sources()
    )
    found = (PLAY / "dist" / "sources.sha256").read_text(encoding="ascii").strip()
    assert found == digest("".join(lines).encode()), "cd play && npm ci && npm run build"


def test_the_bundle_is_small_and_runs_no_python():
    files = [path for path in (PLAY / "dist").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= LARGEST
    assert not any(path.suffix in (".wasm", ".zip") for path in files)


def test_the_page_is_found_in_a_checkout():
    assert page().joinpath("index.html").is_file()


@pytest.mark.parametrize("place", ["index.html", "dist/index.html"])
def test_the_policy_lets_nothing_in(place):
    text = (PLAY / place).read_text(encoding="utf-8")
    policy = text.split('content="default-src', 1)[1].split('"', 1)[0]
    assert policy.startswith(" 'none';")
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert "connect-src 'self';" in policy and "style-src 'self';" in policy
    assert "http" not in policy and "'unsafe-eval'" not in policy and "inline" not in policy


def test_what_is_installed_is_pinned_and_has_no_address():
    lock = json.loads((PLAY / "package-lock.json").read_text(encoding="utf-8"))
    assert not any("resolved" in entry for entry in lock["packages"].values())
    manifest = json.loads((PLAY / "package.json").read_text(encoding="utf-8"))
    wanted = {**manifest["dependencies"], **manifest["devDependencies"]}
    assert all(version[0].isdigit() for version in wanted.values())
