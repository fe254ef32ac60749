"""Who is answered, and what: the page by its own address, and nobody else."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from schematic.play.bundle import Bundle
from schematic.play.gate import HEADER
from schematic.play.limits import Limits
from tests.play.conftest import LIMITS, Client, serving, spec

ASK = {"question": "known", "text": spec("gan")}


def test_the_page_is_given_out_with_a_strict_policy(client: Client) -> None:
    with client.opened("GET", "/", heads={HEADER: None}) as response:
        assert response.status == 200 and b"<!doctype html>" in response.read()
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert response.headers["Cache-Control"] == "no-store"
    with client.opened("GET", "/assets/main.js?v=1") as response:
        assert response.headers.get_content_type() == "text/javascript"


def test_the_page_asks_and_is_answered(client: Client) -> None:
    assert client.send("POST", "/ask", ASK) == (200, "gan")
    status, hello = client.send("GET", "/hello")
    assert status == 200 and {"ring", "moons", "digits"} <= set(hello["data"])


@pytest.mark.parametrize(
    "heads",
    [
        {HEADER: None},
        {HEADER: "wrong"},
        {HEADER: "\u00e9"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/ask"), ("GET", "/hello"), ("GET", "/file"), ("POST", "/train")]
)
def test_nobody_else_is(
    client: Client, heads: dict[str, str | None], method: str, path: str
) -> None:
    body = None if method == "GET" else ASK
    status, said = client.send(method, path, body, heads)
    assert status == 403 and "gan" not in said


def test_a_name_that_points_here_is_no_way_in(client: Client) -> None:
    """DNS rebinding: another name for this machine gets not even the page."""
    assert client.send("GET", "/", heads={"Host": "evil.example"})[0] == 403


@pytest.mark.parametrize(
    "path",
    [
        "/../pyproject.toml",
        "/%2e%2e/pyproject.toml",
        "/assets/../../conftest.py",
        "//etc/passwd",
        "/etc/passwd",
        "/assets",
        "/..%5cpyproject.toml",
        "/index.html%00.js",
        "ftp://[",
    ],
)
def test_no_path_leads_out_of_the_page(client: Client, path: str) -> None:
    assert client.send("GET", path)[0] == 404


def test_a_bundle_has_the_files_of_its_folder_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "page" / "assets").mkdir(parents=True)
    (tmp_path / "page" / "index.html").write_text("hi")
    (tmp_path / "page" / "assets" / "a.js").write_text("1")
    (tmp_path / "secret").write_text("no")
    bundle = Bundle(tmp_path / "page")
    assert sorted(bundle) == ["assets/a.js", "index.html"]
    assert bundle["assets/a.js"] == b"1" and "../secret" not in bundle


@pytest.mark.parametrize(
    ("body", "heads", "status"),
    [
        (b"[]", {}, 400),
        (b"{", {}, 400),
        (b"[" * 100_000, {}, 400),
        ({}, {}, 400),
        ({"question": "nope", "text": ""}, {}, 400),
        ({"question": "findings", "text": 7}, {}, 400),
        (ASK, {"Content-Type": "text/plain"}, 400),
        (b"", {"Content-Length": "99999999999"}, 413),
        (b"", {"Content-Length": "9" * 5_000}, 413),
        (b"", {"Content-Length": "-1"}, 400),
    ],
)
def test_requests_that_are_none_are_refused(
    client: Client, body: object, heads: dict[str, str | None], status: int
) -> None:
    found, said = client.send("POST", "/ask", body, heads)
    assert found == status and said and "Traceback" not in said


def test_other_methods_are_refused(client: Client) -> None:
    for method in ("DELETE", "OPTIONS", "PUT"):
        assert client.send(method, "/ask", ASK)[0] == 404


def test_a_flood_of_edits_is_answered_in_turn(client: Client) -> None:
    """Many connections at once: each gets the answer to its own text, or is told to ask again."""
    found: dict[int, tuple[int, object]] = {}

    def edit(number: int) -> None:
        text = spec("gan").replace("real[64]", f"real[{number + 1}]").replace("GAN", f"G{number}")
        found[number] = client.send(
            "POST", "/ask", {"question": "export", "format": "json", "text": text}
        )

    threads = [threading.Thread(target=edit, args=(n,)) for n in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answered = {n: answer for n, (status, answer) in found.items() if status == 200}
    assert {status for status, _ in found.values()} <= {200, 429} and len(answered) >= 30
    assert all(answer["name"] == f"g{n}.json" for n, answer in answered.items())  # type: ignore[index]
    assert client.send("POST", "/ask", ASK) == (200, "gan")


def test_half_a_request_holds_nobody_up(client: Client) -> None:
    with socket.create_connection(("127.0.0.1", client.server.server_port)) as slow:
        slow.sendall(b"POST /ask HTTP/1.1\r\nHost: ")
        assert client.send("POST", "/ask", ASK) == (200, "gan")


def test_the_one_file_is_read_and_written(tmp_path: Path) -> None:
    file = tmp_path / "mine.sgm"
    file.write_bytes(spec("gan").replace("\n", "\r\n").encode())
    file.chmod(0o640)
    with serving(file) as client:
        _, read = client.send("GET", "/file")
        assert read["name"] == "mine.sgm" and read["text"] == spec("gan")
        new = spec("gan").replace("128", "64")
        status, written = client.send("PUT", "/file", {"text": new, "digest": read["digest"]})
        assert status == 200 and written["text"] == new
        assert file.read_bytes() == new.replace("\n", "\r\n").encode()
        assert file.stat().st_mode & 0o777 == 0o640
        assert client.send("GET", "/file")[1] == written


def test_a_text_that_no_file_can_hold_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.sgm"
    file.write_text(spec("gan"), encoding="utf-8")
    with serving(file) as client:
        _, read = client.send("GET", "/file")
        status, said = client.send("PUT", "/file", {"text": "\ud800", "digest": read["digest"]})
    assert status == 400 and "U+D800 cannot be written" in said
    assert file.read_text("utf-8") == spec("gan")


def test_a_change_on_the_disk_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "mine.sgm"
    file.write_text(spec("gan"))
    with serving(file) as client:
        digest = client.send("GET", "/file")[1]["digest"]
        file.write_text(spec("vae"))
        status, said = client.send("PUT", "/file", {"text": "model M\n", "digest": digest})
        assert status == 409 and "changed on the disk" in said
        assert file.read_text() == spec("vae")
        assert client.send("GET", "/file")[1]["text"] == spec("vae")
        file.unlink()
        assert client.send("GET", "/file")[0] == 422


def test_a_disk_that_is_full_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    file = tmp_path / "mine.sgm"
    file.write_text(spec("gan"))
    monkeypatch.setattr("schematic.play.edited_file.write_bytes", full)
    with serving(file) as client:
        digest = client.send("GET", "/file")[1]["digest"]
        status, said = client.send("PUT", "/file", {"text": "model M\n", "digest": digest})
        assert status == 507 and "No space left" in said
        assert file.read_text() == spec("gan")


def test_a_spec_reads_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "other.sgm").write_text(spec("infogan"))
    file = tmp_path / "mine.sgm"
    file.write_text('model A = swap x <-> z in "other.sgm"\n')
    with serving(file) as client:
        text = client.send("GET", "/file")[1]["text"]
        ask = {"question": "findings", "text": text, "name": str(file)}
        assert [f["code"] for f in client.send("POST", "/ask", ask)[1]] == ["SGM115"]


def test_without_a_file_nothing_is_edited(client: Client) -> None:
    assert client.send("GET", "/file")[0] == 404
    assert client.send("PUT", "/file", {"text": "", "digest": ""})[0] == 404


def test_requests_have_a_size() -> None:
    with serving(limits=Limits(bytes=1_000)) as client:
        assert client.send("POST", "/ask", {**ASK, "text": "#" * 1_000})[0] == 413


def test_the_server_imports_no_torch() -> None:
    code = (
        "import sys; from schematic.cli import play, entry; import schematic.play.server, "
        "schematic.training.signals; from schematic.play.tasks import TASKS; list(TASKS); "
        "assert 'torch' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_a_body_of_ten_megabytes_is_refused_and_the_client_hears_why(client: Client) -> None:
    """It is sent to its end, and the next request is answered as if nothing had been."""
    status, said = client.send("POST", "/ask", {**ASK, "text": "#" * 10_500_000})
    assert status == 413 and "4,000,000 bytes" in said
    assert client.send("POST", "/ask", ASK) == (200, "gan")


def test_the_pair_of_the_page_is_two_sound_specs_laid_out(client: Client) -> None:
    found = client.send("GET", "/hello")[1]["pair"]
    assert found["steps"] <= LIMITS.steps and found["batch"] <= LIMITS.batch
    assert [model["name"] for model in found["models"]] == ["GAN", "VAE"]
    for model in found["models"]:
        asked = {"text": model["text"]}
        assert client.send("POST", "/ask", {"question": "findings", **asked}) == (200, [])
        assert client.send("POST", "/ask", {"question": "formatting", **asked})[1] == model["text"]
