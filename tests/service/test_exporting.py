"""The export is what the application answers, laid down: nginx alone gives the same, and gives nothing that is gone."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Route
from starlette.testclient import TestClient

from service.app import create_app
from service.exporting.__main__ import main
from service.exporting.addresses import LIVE_ONLY, list_addresses
from service.exporting.folder import Folder
from service.ledger.read_model import IndexUnusableError, ReadModel
from service.settings import Settings
from tests.service.test_withholding import (
    FILE_NAME,
    leaks,
    sha_of,
    take_everything_down,
)
from tests.service.test_withholding import make_ledger as make_leaking
from tests.support.ledger import LedgerBuilder, attachment, contact, manual, news
from tests.support.nginx import MISSING, NGINX, Nginx, serving
from tests.support.office import run_here
from tests.support.site import hostile, paper, people, statistics

BASE = "https://data.example"
CONTACT = "/v1/items/contact/office-of-palad/main"
LONG_NAME = f'คู่มือประชาชน {"ยาว" * 50} $uri "{{x}}";.pdf'
MADE_BY_NGINX = {"date", "server", "connection", "content-length", "vary", "last-modified", "accept-ranges"}
needs_nginx = pytest.mark.skipif(NGINX is None, reason=MISSING)


def make_ledger(path: Path) -> LedgerBuilder:
    """Versions, papers, pictures, tables, markup, and names that a web server could stumble over."""
    ledger = LedgerBuilder(path)
    ledger.publish_item(contact("+6638000001"))
    ledger.wait(30)
    ledger.publish_item(contact("+6638000002", title={"th": "ข้อมูลติดต่อสำนักงาน", "en": "How to reach us"}))
    file, pointer = ledger.attach(paper())
    names = (LONG_NAME, "a.pdf", "A.pdf", "แผน 100%.pdf")
    ledger.publish_item(manual(attachments=[attachment(file, pointer, name) for name in names]) | {file: pointer})
    for made in (statistics(), people(ledger), hostile()):
        ledger.publish_item(made)
    return ledger


def export(ledger: LedgerBuilder, folder: Path, *more: str) -> int:
    index = ledger.git_dir.parent / "export.sqlite"
    words = [str(folder), "--repo", str(ledger.git_dir), "--index", str(index), "--anchor", ledger.anchor]
    return main([*words, "--public-url", BASE, *more])


def exported(ledger: LedgerBuilder, folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    """The outcome of a run that must go well."""
    capsys.readouterr()
    code = export(ledger, folder, *more)
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 0, said[-1]
    outcome: dict[str, Any] = said[-1]["outcome"]
    return outcome


def live(ledger: LedgerBuilder) -> TestClient:
    settings = Settings(ledger.git_dir, ledger.git_dir.parent / "live.sqlite", ledger.anchor, poll_seconds=60)
    client = TestClient(create_app(replace(settings, public_url=BASE)), base_url=BASE, follow_redirects=False)
    client.headers["Accept-Encoding"] = "identity"
    return client


def rows(folder: Path) -> list[tuple[str, str, int, str | None]]:
    """Address, form, status and file of everything the manifest knows."""
    connection = sqlite3.connect(folder / "manifest.sqlite")
    found = connection.execute("SELECT address, form, status, file FROM rows").fetchall()
    connection.close()
    return [(address, form, status, file and os.fsdecode(file)) for address, form, status, file in found]


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[LedgerBuilder, Path]:
    """Read only."""
    folder = tmp_path_factory.mktemp("export")
    ledger = make_ledger(folder / "origin.git")
    assert export(ledger, folder / "out") == 0
    return ledger, folder / "out"


@pytest.fixture(scope="module")
def nginx(world: tuple[LedgerBuilder, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    with serving(world[1], tmp_path_factory.mktemp("nginx")) as nginx:
        yield nginx


def assert_alike(nginx: Nginx, client: TestClient, address: str, accept: str) -> None:
    """Status, body and every header, but for those that a server makes itself and tags that name no bytes."""
    said = client.get(address, headers={"Accept": accept})
    given = nginx.get(address, Accept=accept)
    assert given.status == said.status_code, address
    assert given.body == said.content, address
    expected = {name: value for name, value in said.headers.items() if name not in MADE_BY_NGINX}
    found = {name: value for name, value in given.headers.items() if name not in MADE_BY_NGINX}
    if not expected.get("etag", "").startswith('"') or address.endswith(".bundle"):  # each packs its own
        expected.pop("etag", None)
        found.pop("etag", None)
    assert found == expected, address


@needs_nginx
def test_nginx_gives_what_the_application_gives(world: tuple[LedgerBuilder, Path], nginx: Nginx) -> None:
    """Every address that was laid down: bytes, status, type, tag, policy, links, times, names of files."""
    ledger, folder = world
    laid = [(address, form) for address, form, _, file in rows(folder) if file and "/~" not in address]
    assert len(laid) > 500

    with live(ledger) as client:
        for address, form in laid:
            assert_alike(nginx, client, address, "text/html,*/*;q=0.8" if form == "page" else "*/*")


@needs_nginx
@pytest.mark.parametrize(
    "address",
    [
        f"{CONTACT}/versions/1",
        "/v1/items",
        "/v1/feed.atom?unit=hr",
        "/v1/catalog.jsonld",
        f"{CONTACT}/timemap",
        f"{CONTACT}/diff?from=1&to=2",
        "/v1/calendar.ics",
        "/v1/verification",
        "/items/contact/office-of-palad/main/versions/1",
        "/en/items/contact/office-of-palad/main/compare?from=1&to=2",
        "/en",
        "/",
        "/site/sarabun.ttf",
    ],
)
def test_what_readers_come_for_is_there(nginx: Nginx, address: str) -> None:
    assert nginx.get(address).status == 200


@needs_nginx
def test_conditional_requests_ranges_and_heads(world: tuple[LedgerBuilder, Path], nginx: Nginx) -> None:
    ledger, _ = world
    version = f"{CONTACT}/versions/1"
    whole = nginx.get(version)
    tag = whole.headers["etag"]
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        known = nginx.get(version, If_None_Match=held)
        assert (known.status, known.body, known.headers["etag"]) == (304, b"", tag)
        assert known.headers["cache-control"] == "public, max-age=60"
    assert nginx.get(version, If_None_Match='"other"').status == 200
    assert nginx.get(version, "HEAD").body == b""
    page = nginx.get("/changes")
    known = nginx.get("/changes", If_None_Match=page.headers["etag"])
    assert known.status == 304
    assert known.headers["content-security-policy"] == page.headers["content-security-policy"]
    packed = nginx.get(version, Accept_Encoding="gzip")
    assert packed.headers["etag"] == f"W/{tag}"

    (pointer, *_) = ledger.verify().history.pointers.values()
    file = f"/v1/files/{pointer.sha256}/a.pdf"
    part = nginx.get(file, Range="bytes=0-3")
    assert (part.status, part.body) == (206, paper()[:4])


@needs_nginx
@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/nothing", "not_found"),
        ("/v1/nothing?x=1", "not_found"),
        (f"{CONTACT}/versions/99", "not_found"),
        ("/~not_found", "not_found"),
        ("/v1/items~", "not_found"),
        ("/v1/items~.json", "not_found"),
        ("/v1/../../manifest.sqlite", "not_found"),
        ("/search?q=x", "only_live"),
        ("/v1/items?q=%E0%B8%82", "only_live"),
        (f"{CONTACT}?as_of=2025-10-01", "only_live"),
        (f"{CONTACT}/timegate", "only_live"),
        (f"{CONTACT}/diff?from=2&to=1", "only_live"),
        ("/v1/items?/../../../nginx-http.conf", "only_live"),
        ("/v1/items?~/../../x", "only_live"),
    ],
)
def test_what_is_not_here_is_said_to_be_so(nginx: Nginx, address: str, code: str) -> None:
    """To programs as a problem, to people as a page in their language; nothing outside is reached."""
    for_programs = nginx.get(address)
    if ".." in address.partition("?")[0]:
        assert for_programs.status in {400, 404}
        return
    problem = json.loads(for_programs.body)
    assert (for_programs.status, problem["status"], problem["code"]) == (404, 404, code)
    assert for_programs.headers["content-type"] == "application/problem+json"
    assert for_programs.headers["cache-control"] == "no-store"
    if not address.startswith("/v1"):
        for prefix, lang in (("", "th"), ("/en", "en")):
            page = nginx.get(f"{prefix}{address}", Accept="text/html")
            assert page.status == 404
            assert f'<html lang="{lang}">'.encode() in page.body


@needs_nginx
def test_trackers_on_a_link_are_no_part_of_an_address(nginx: Nginx) -> None:
    for address, hung in (("/v1/items", "?utm_source=x"), ("/v1/feed.atom?unit=hr", "&fbclid=x.y-z&utm_id=1")):
        assert nginx.get(address + hung).body == nginx.get(address).body


def test_every_route_is_laid_down_or_said_to_be_live_only(world: tuple[LedgerBuilder, Path]) -> None:
    """A new address of the application is put in the tables of `addresses`, or named there as what it is."""
    ledger, _ = world
    with live(ledger) as client:
        app: Any = client.app
        described = client.get("/v1/openapi.json").json()["paths"]
        with app.state.read_model.snapshot() as snapshot:
            listed = {address.template for address in list_addresses(snapshot, state="", setting="", has_site=True)}
    pages = {route.path for route in app.router.routes if type(route) is Route and not isinstance(route, APIRoute)}
    known = {template.replace("{item}", "{obligation}/{unit}/{name}") for template in listed | LIVE_ONLY}
    asked = {re.sub(r":path\}", "}", path) for path in {*described, *pages}} - {"/en/"}

    assert asked - known == set()


def test_the_next_run_writes_only_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = make_ledger(tmp_path / "origin.git")
    first = exported(ledger, tmp_path / "out", capsys)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out/public").rglob("*") if path.is_file()}
    assert first["written"] == len(before)
    again = exported(ledger, tmp_path / "out", capsys)
    assert (again["written"], again["removed"], again["unchanged"]) == (0, 0, len(before))
    assert not again["nginx_changed"]

    ledger.publish_item(news())
    after = exported(ledger, tmp_path / "out", capsys)
    touched = {
        str(path.relative_to(tmp_path / "out/public")) for path in before if path.stat().st_mtime_ns != before[path]
    }
    assert after["removed"] == 0
    assert not [
        file
        for file in touched
        if re.search(
            r"^v1/(items/.*/(versions/|timemap|diff|table)|files/|verification/)|^site/|/versions/|/history|/compare|^papers/",
            file,
        )
    ]
    assert (tmp_path / "out/public/v1/items/news/hr/first/versions/1~.json").is_file()

    assert exported(ledger, tmp_path / "fresh", capsys)
    assert tree(tmp_path / "fresh/public") == tree(tmp_path / "out/public")
    assert (tmp_path / "fresh/nginx-http.conf").read_bytes() == (tmp_path / "out/nginx-http.conf").read_bytes()


def test_what_was_taken_down_is_gone_from_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Bytes of every file, and of every name; the manifest and nginx's configuration among them."""
    ledger = make_leaking(tmp_path / "origin.git")
    folder = tmp_path / "out"
    exported(ledger, folder, capsys)
    before = tree(folder)
    assert sum(leaks(data) for data in before.values()) > 20
    assert any(FILE_NAME in name for name in before)

    take_everything_down(ledger)
    exported(ledger, folder, capsys)

    assert [name for name, data in tree(folder).items() if leaks(data) or leaks(os.fsencode(name))] == []


@needs_nginx
def test_no_address_of_before_gives_what_was_taken_down(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not even before nginx has read its configuration again, nor to who holds a tag; after it, as the application."""
    ledger = make_leaking(tmp_path / "origin.git")
    sha, folder = sha_of(ledger), tmp_path / "out"
    exported(ledger, folder, capsys)
    asked = [(address, form) for address, form, _, file in rows(folder) if file]
    with serving(folder, tmp_path / "nginx") as nginx:
        held = {address: nginx.get(address).headers.get("etag", '""') for address, _ in asked}
        assert sum(leaks(nginx.get(address).body) for address, _ in asked) > 20
        take_everything_down(ledger)
        exported(ledger, folder, capsys)
        for accept in ("text/html", "*/*"):
            told = {address: nginx.get(address, Accept=accept, If_None_Match=held[address]) for address, _ in asked}
            assert [address for address, answer in told.items() if leaks(answer.body)] == []
            states = {address: answer.status for address, answer in told.items()}
            assert states["/v1/items/contact/office-of-palad/main/versions/1"] == 451
            assert states["/v1/items/procurement-monthly/hr/2569-01"] == 410
            assert {state for address, state in states.items() if sha in address} <= {451, 404}
        nginx.reload()
        with live(ledger) as client:
            for address, form, status, file in rows(folder):
                if file and "/~" not in address and not address.endswith("/withheld"):
                    assert_alike(nginx, client, address, "text/html,*/*;q=0.8" if form == "page" else "*/*")
                    assert status in {200, 410, 451}


KILLED = """
import os, signal, sys
from itertools import count
from service.exporting.folder import Folder
from service.exporting.__main__ import main
calls, at, whole = count(1), int(sys.argv[1]), Folder._place
def place(self, aside, target):
    if next(calls) == at:
        os.kill(os.getpid(), signal.SIGKILL)
    whole(self, aside, target)
Folder._place = place
sys.exit(main(sys.argv[2:]))
"""


def kill(ledger: LedgerBuilder, folder: Path, at: int) -> None:
    """A run ended with SIGKILL just before its n-th file is put in place."""
    index = ledger.git_dir.parent / "export.sqlite"
    words = [str(folder), "--repo", str(ledger.git_dir), "--index", str(index), "--anchor", ledger.anchor]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(at), *words, "--public-url", BASE], check=False, capture_output=True
    )
    assert done.returncode == -9, done.stderr


def test_a_killed_run_is_completed_by_the_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Never half a file; and what the killed run laid down, and a statement then took away, is swept out."""
    ledger = make_leaking(tmp_path / "origin.git")
    folder = tmp_path / "out"
    exported(ledger, tmp_path / "before", capsys)
    kill(ledger, folder, 350)
    whole = tree(tmp_path / "before/public")
    left = tree(folder / "public")
    assert len(left) > 300
    assert {name: data for name, data in left.items() if whole[name] != data} == {}

    take_everything_down(ledger)
    kill(ledger, folder, 20)
    exported(ledger, folder, capsys)
    exported(ledger, tmp_path / "fresh", capsys)

    assert tree(folder / "public") == tree(tmp_path / "fresh/public")
    assert [name for name, data in tree(folder).items() if leaks(data)] == []


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    (tmp_path / "home").mkdir()
    (tmp_path / "home/letter.txt").write_text("mine", encoding="utf-8")

    assert export(ledger, tmp_path / "home") == 4
    assert json.loads(capsys.readouterr().out)["error"]["message"]["th"]
    assert tree(tmp_path / "home") == {"letter.txt": b"mine"}


def test_what_did_not_pass_is_not_exported_and_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = make_ledger(tmp_path / "origin.git")
    ledger.land({"items/news/hr/forged.yaml": b"schema: forgery\n"})

    assert export(ledger, tmp_path / "out", "--no-site") == 1
    outcome = json.loads(capsys.readouterr().out.splitlines()[-1])["outcome"]
    assert not outcome["trusted"]
    assert not [name for name, data in tree(tmp_path / "out/public").items() if b"forgery" in data]


@needs_nginx
def test_an_attachment_that_is_not_here_is_told_and_given_by_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = make_ledger(tmp_path / "origin.git")
    (pointer, *_) = ledger.verify().history.pointers.values()
    store = ledger.git_dir / "lfs/objects" / pointer.sha256[:2] / pointer.sha256[2:4] / pointer.sha256
    data = store.read_bytes()
    store.write_bytes(data[::-1])

    assert export(ledger, tmp_path / "out") == 4
    outcome = json.loads(capsys.readouterr().out.splitlines()[-1])["outcome"]
    assert f"/v1/files/{pointer.sha256}/a.pdf" in outcome["unavailable"]
    with serving(tmp_path / "out", tmp_path / "nginx") as nginx:
        assert nginx.get(f"/v1/files/{pointer.sha256}/a.pdf").status == 503
        store.write_bytes(data)
        assert export(ledger, tmp_path / "out") == 0
        assert nginx.get(f"/v1/files/{pointer.sha256}/a.pdf").body == data


@pytest.mark.long
@pytest.mark.parametrize("at", [1, 2, 7, 60, 200, 333])
def test_a_run_killed_anywhere_is_completed_by_the_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], at: int
) -> None:
    """While the first is laid down, and again while what changed is."""
    ledger = make_ledger(tmp_path / "origin.git")
    folder = tmp_path / "out"
    kill(ledger, folder, at)
    assert len(tree(folder / "public")) < at
    exported(ledger, folder, capsys)

    ledger.publish_item(news())
    kill(ledger, folder, at // 2 + 1)
    exported(ledger, folder, capsys)

    exported(ledger, tmp_path / "fresh", capsys)
    assert tree(folder / "public") == tree(tmp_path / "fresh/public")
    assert exported(ledger, folder, capsys)["written"] == 0


def test_two_exports_do_not_write_in_one_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")

    with Folder(tmp_path / "out").opened():
        assert export(ledger, tmp_path / "out") == 4

    assert "another export" in json.loads(capsys.readouterr().out)["error"]["message"]["en"]


def test_a_damaged_manifest_costs_only_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    first = exported(ledger, tmp_path / "out", capsys, "--no-site")
    before = tree(tmp_path / "out/public")
    (tmp_path / "out/manifest.sqlite").write_bytes(b"x" * 5000)

    exported(ledger, tmp_path / "out", capsys, "--no-site")

    assert first["written"] == len(before)
    assert tree(tmp_path / "out/public") == before


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    """In words, or as JSON; the exit code is the exporter's."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    words = [
        "export",
        str(tmp_path / "out"),
        "--repo",
        str(ledger.git_dir),
        "--no-site",
        "--index",
        str(tmp_path / "i"),
    ]

    english = run_here([*words, "--lang", "en"])
    data = run_here([*words, "--format", "json"])
    refused = run_here(["export", str(tmp_path), "--repo", str(ledger.git_dir), "--lang", "th"])

    assert (english.code, data.code, refused.code) == (0, 0, 4)
    assert "files written" in english.out
    assert str(tmp_path / "out/nginx-server.conf") in english.out
    assert json.loads(data.out)["written"] == 0
    assert "ไม่เขียนทับ" in refused.err


def test_an_index_that_breaks_in_the_middle_costs_no_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was laid down before is not put out by problems."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    exported(ledger, tmp_path / "out", capsys, "--no-site")
    before = tree(tmp_path / "out/public")
    ledger.publish_item(contact())
    whole = ReadModel.snapshot

    calls = count()

    def snapshot(self: ReadModel) -> Any:
        if next(calls) > 20:
            raise IndexUnusableError("gone")
        return whole(self)

    with mock.patch.object(ReadModel, "snapshot", snapshot):
        assert export(ledger, tmp_path / "out", "--no-site") == 4

    assert set(before) <= set(tree(tmp_path / "out/public"))
    assert not [name for name in tree(tmp_path / "out/public") if ".503." in name]
