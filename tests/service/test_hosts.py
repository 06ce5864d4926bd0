"""Many organisations in one group of processes: each is asked under its own name, and is alone in its trouble."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from service.app import create_app
from service.ledger.errors import LedgerError
from service.serving.hosts import Hosts
from service.serving.plan import Plan, read_hosts
from service.settings import Settings
from tests.service.test_api import CONTACT_URL, MANUAL_URL
from tests.service.test_door import ask, scope_of
from tests.service.test_serving import Service, log_of, running, until
from tests.support.ledger import LedgerBuilder, attachment, contact, manual

EAST, WEST, LATE = "east.example", "west.example", "late.example"
PHONES = {EAST: "+6638000011", WEST: "+6638000022"}


def ledger_of(folder: Path, host: str) -> LedgerBuilder:
    """Both have the same items at the same addresses."""
    ledger = LedgerBuilder(folder / f"{host}.git")
    ledger.publish_item(contact(PHONES.get(host, "+6638000033")))
    file, pointer = ledger.attach(f"%PDF-1.7 {host}".encode() * 100)
    ledger.publish_item(manual(attachments=[attachment(file, pointer, "คู่มือ.pdf")]) | {file: pointer})
    return ledger


def write_hosts(folder: Path, anchors: dict[str, str], **more: str) -> Path:
    path = folder / "hosts.toml"
    tables = [
        f'[hosts."{host}"]\nrepository = "{host}.git"\nanchor = "{anchor}"\n{more.get(host.partition(".")[0], "")}\n'
        for host, anchor in anchors.items()
    ]
    path.write_text('indexes = "indexes"\n\n' + "\n".join(tables), encoding="utf-8")
    return path


@dataclass
class World:
    folder: Path
    ledgers: dict[str, LedgerBuilder]
    service: Service

    def get(self, path: str, host: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        return self.service.get(path, Host=host, **headers)

    def json(self, path: str, host: str) -> Any:
        status, _, body = self.get(path, host)
        assert status == 200, body
        return json.loads(body)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """East and west, and one whose repository is not there yet."""
    folder = tmp_path_factory.mktemp("hosts")
    ledgers = {host: ledger_of(folder, host) for host in (EAST, WEST)}
    anchors = {host: ledger.anchor for host, ledger in ledgers.items()} | {LATE: "1" * 40}
    with running(folder, "--hosts", str(write_hosts(folder, anchors, west="site = false"))) as service:
        world = World(folder, ledgers, service)
        for host in (EAST, WEST):
            until(lambda: world.get("/readyz", host)[0] == 200)  # noqa: B023 - called at once
        yield world


def test_each_is_asked_under_its_own_name(world: World) -> None:
    for _ in range(6):  # whichever worker answers
        for host, ledger in world.ledgers.items():
            found = world.json(CONTACT_URL, host)
            assert (found["head"], found["document"]["content"]["phones"][0]["number"]) == (ledger.head, PHONES[host])
    assert world.get("/", EAST)[0] == 200
    assert world.get("/", WEST)[0] == 404, "no site there"


def test_nothing_of_one_is_had_under_the_name_of_the_other(world: World) -> None:
    (east,), (west,) = (world.json(MANUAL_URL, host)["files"] for host in (EAST, WEST))
    tags = {host: world.get(CONTACT_URL, host)[1]["etag"] for host in (EAST, WEST)}

    assert world.get(east["href"], EAST)[2].startswith(b"%PDF-1.7 east")
    assert world.get(east["href"], WEST)[0] == world.get(west["href"], EAST)[0] == 404
    assert world.get(CONTACT_URL, WEST, **{"If-None-Match": tags[EAST]})[0] == 200
    assert world.get(CONTACT_URL, EAST, **{"If-None-Match": tags[EAST]})[0] == 304
    assert world.get(f"/v1/changes/{world.ledgers[EAST].head}", WEST)[0] == 404
    assert world.get(f"/v1/verification/{world.ledgers[EAST].head}", WEST)[0] == 404


def raw(service: Service, *lines: str) -> bytes:
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        connection.sendall("".join(f"{line}\r\n" for line in (*lines, "Connection: close", "")).encode())
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
        return received


@pytest.mark.parametrize(
    "fields",
    [
        ["Host: nowhere.example"],
        ["Host: 127.0.0.1"],
        ["Host: "],
        ["Host: east.example.west.example"],
        ["Host: east.example@west.example"],
        ["Host: east.example, west.example"],
        [f"Host: {EAST}", f"Host: {WEST}"],
        [f"Host: {EAST}", f"host: {EAST}"],
        ["Host: nowhere.example", f"X-Forwarded-Host: {EAST}", f"Forwarded: host={EAST}", f"X-Host: {EAST}"],
    ],
    ids=repr,
)
def test_a_host_that_is_nobodys_is_answered_for_nobody(world: World, fields: list[str]) -> None:
    answer = raw(world.service, f"GET {CONTACT_URL} HTTP/1.1", *fields)

    assert answer.startswith(b"HTTP/1.1 421 ")
    assert b'"code":"unknown_host"' in answer
    assert not any(phone.encode() in answer for phone in PHONES.values())
    assert b"no-store" in answer


def test_what_only_looks_like_a_host_changes_nothing(world: World) -> None:
    """The Host field decides, alone, and is never said again in a link that others may be given from a cache."""
    for line in (f"GET {CONTACT_URL} HTTP/1.1", f"GET http://{WEST}{CONTACT_URL} HTTP/1.1"):
        answer = raw(world.service, line, f"Host: {EAST.upper()}:4444", f"X-Forwarded-Host: {WEST}")
        assert PHONES[EAST].encode() in answer
        assert PHONES[WEST].encode() not in answer
        assert f"<https://{EAST}{CONTACT_URL}/timegate>".encode() in answer
        assert b"4444" not in answer


def test_whether_the_process_lives_may_be_asked_under_any_name(world: World) -> None:
    assert world.service.get("/healthz")[0] == 200
    assert world.service.get("/readyz")[0] == 421


def test_one_in_trouble_is_in_trouble_alone(world: World) -> None:
    assert world.get("/readyz", LATE)[0] == 503
    assert world.get(CONTACT_URL, LATE)[0] == 503
    east = world.ledgers[EAST]
    known = east.head
    east.git_dir.rename(world.folder / "away.git")
    try:
        until(lambda: world.json("/v1/verification", EAST)["problem"])
        assert world.json("/v1/verification", WEST)["problem"] is None
        head = world.ledgers[WEST].publish_item(contact("+6638000022", title={"th": "ที่ติดต่อใหม่"}))
        until(lambda: world.json("/readyz", WEST)["head"] == head, 3)
        assert world.json(CONTACT_URL, EAST)["head"] == known
    finally:
        (world.folder / "away.git").rename(east.git_dir)
    until(lambda: world.json("/v1/verification", EAST)["problem"] is None, 40)
    found = world.service.metrics()
    assert [found[f'prongsai_ready{{organisation="{host}"}}'] for host in (EAST, LATE)] == [1, 0]
    assert f'prongsai_trouble{{code="could_not_tell",organisation="{LATE}"}}' in found
    assert {row.get("organisation") for row in log_of(world.folder)} >= {EAST, WEST}


def test_a_rewritten_history_is_refused_for_its_own_organisation_only(world: World) -> None:
    west = world.ledgers[WEST]
    known = west.head
    west.move_main(west.anchor)
    try:
        until(lambda: (world.json("/v1/verification", WEST)["problem"] or {}).get("code") == "history_rewritten")
        assert world.json(CONTACT_URL, WEST)["head"] == known
        assert world.json("/v1/verification", EAST)["problem"] is None
    finally:
        west.move_main(known)


def test_an_organisation_is_added_by_a_reload_and_a_bad_file_changes_nothing(world: World) -> None:
    path = world.folder / "hosts.toml"
    before = path.read_text(encoding="utf-8")
    path.write_text("indexes = 3", encoding="utf-8")
    world.service.process.send_signal(signal.SIGHUP)
    until(lambda: [row for row in log_of(world.folder) if row["message"].startswith("reloading:")])
    assert world.get(CONTACT_URL, EAST)[0] == 200

    north = ledger_of(world.folder, "north.example")
    path.write_text(f'{before}\n[hosts."north.example"]\nrepository = "north.example.git"\nanchor = "{north.anchor}"\n')
    world.service.process.send_signal(signal.SIGHUP)
    until(lambda: all(world.get("/readyz", "north.example")[0] == 200 for _ in range(12)))
    assert world.json(CONTACT_URL, "north.example")["head"] == north.head
    assert world.json(CONTACT_URL, EAST)["head"] == world.ledgers[EAST].head


def test_an_organisation_is_opened_when_it_is_first_asked_for(tmp_path: Path) -> None:
    built: list[str | None] = []

    def build(place: Settings) -> FastAPI:
        built.append(place.public_url)
        if place.public_url == "https://west.example":
            raise ZeroDivisionError
        return create_app(place)

    places = {
        host: Settings(tmp_path / host, tmp_path / host, "1" * 40, public_url=f"https://{host}", follows=False)
        for host in (EAST, WEST)
    }

    async def run() -> None:
        app = Hosts(places, build)
        assert built == []
        rows = [(b"host", EAST.encode())]
        found = await asyncio.gather(*(ask(app, scope_of("/v1/items", *rows)) for _ in range(5)))
        assert [row[0] for row in found] == [503] * 5  # it has no index
        assert built == ["https://east.example"]
        with pytest.raises(ZeroDivisionError):
            await ask(app, scope_of("/v1/items", (b"host", WEST.encode())))
        assert (await ask(app, scope_of("/healthz", *rows)))[0] == 200

    asyncio.run(run())


# The file


ONE = '[hosts."a.example"]\nrepository = "a.git"\nanchor = "' + "1" * 40 + '"\n'


def read(folder: Path, text: str) -> Plan:
    path = folder / "hosts.toml"
    path.write_text(text, encoding="utf-8")
    return read_hosts(path)


def test_a_file_of_hosts_says_where_everything_is(tmp_path: Path) -> None:
    plan = read(tmp_path, f'indexes = "i"\n{ONE}receiver = "key"\nsite = false\n')
    (place,) = plan.places.values()

    assert plan.is_hosted
    assert (place.repository_path, place.index_path) == (tmp_path / "a.git", tmp_path / "i/a.example.sqlite")
    assert (place.anchor, place.public_url, place.has_site) == ("1" * 40, "https://a.example", False)
    assert Plan.of_json(json.loads(json.dumps(plan.as_json()))) == plan
    (reader,) = plan.without_keys().places.values()
    assert (reader.receiver, reader.follows) == (None, False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "[hosts.…], no more"),
        ("indexes = 'i'", "[hosts.…], no more"),
        (ONE, "[hosts.…], no more"),
        (f"indexes = 'i'\nworkers = 3\n{ONE}", "[hosts.…], no more"),
        (f"indexes = 'i'\n{ONE}reciever = 'key'\n", "not ['reciever']"),
        (f"indexes = 'i'\n{ONE}site = 'no'\n", "not ['site']"),
        ("indexes = 'i'\n[hosts.'a.example']\nrepository = 'a.git'\n", "the first commit, whole"),
        (f"indexes = 'i'\n{ONE.replace('1' * 40, '1' * 39)}", "the first commit, whole"),
        (f"indexes = 'i'\n{ONE.replace('a.example', 'A.example')}", "in lower case"),
        (f"indexes = 'i'\n{ONE.replace('a.example', 'ก.ไทย')}", "in lower case"),
        (f"indexes = 'i'\n{ONE.replace('a.example', 'a.example:80')}", "in lower case"),
        (f"indexes = 'i'\n{ONE.replace('a.example', '*.example')}", "in lower case"),
        (f"indexes = 'i'\n{ONE.replace('a.example', 'localhost')}", "in lower case"),
        (f"indexes = 'i'\n{ONE}{ONE.replace('a.example', 'b.example')}", "share one repository_path"),
        ("indexes = 'i'\n[hosts]\n'a.example' = 3", "not"),
        (f"indexes = 'i'\n{ONE}{ONE}", "cannot be read"),
        ("\0", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_in_words(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(LedgerError) as caught:
        read(tmp_path, text)
    assert words in caught.value.en
    assert caught.value.th
    assert caught.value.hint_th


def test_a_file_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cli", "serve", "--hosts", str(tmp_path / "none.toml"), "--port", "18000"]
    run = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)
    assert run.returncode == 4
    assert "the file of hosts" in run.stderr
