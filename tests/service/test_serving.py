"""`prongsai serve` as a machine's operator knows it: several processes, one truth, and nobody who reads is let down."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from subprocess import PIPE
from typing import Any, Self
from urllib.parse import quote

import pytest

from tests.service.test_api import CONTACT_URL, make_ledger
from tests.support import files
from tests.support.ledger import LedgerBuilder, attachment, contact, key_of, manual
from tests.support.receiver import SERVER, office_with_receiver


@dataclass
class Service:
    """A real service, started as `python -m service`."""

    process: subprocess.Popen[str]
    port: int
    metrics_port: int

    @classmethod
    def start(cls, folder: Path, *arguments: str) -> Self:
        command = [sys.executable, "-W", "error", "-m", "service", *arguments]
        command += ["--port", "0", "--metrics-port", "0", "--log-format", "json"]
        environment = os.environ | {"XDG_CACHE_HOME": str(folder / "cache")}
        with (folder / "log").open("a") as log:
            process = subprocess.Popen(command, env=environment, stdout=PIPE, stderr=log, text=True)
        assert process.stdout is not None
        ports = [int(match[1]) for _ in range(2) if (match := re.search(r":(\d+)/", process.stdout.readline()))]
        assert len(ports) == 2, (folder / "log").read_text()
        return cls(process, ports[1], ports[0])

    def get(self, path: str, pause: float = 0.0, /, **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            if pause:
                connection.connect()
                time.sleep(pause)
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            fields = {name.lower(): value for name, value in response.getheaders()}
            return response.status, fields, response.read()
        finally:
            connection.close()

    def head(self) -> str:
        return str(json.loads(self.get("/readyz")[2])["head"])

    def metrics(self) -> dict[str, float]:
        connection = HTTPConnection("127.0.0.1", self.metrics_port, timeout=20)
        try:
            connection.request("GET", "/metrics")
            lines = connection.getresponse().read().decode().splitlines()
        finally:
            connection.close()
        return {name: float(value) for name, _, value in (row.rpartition(" ") for row in lines if row[0] != "#")}

    def children(self, role: str) -> set[int]:
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-f", f"service.serving.{role}"],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        return set(map(int, found.stdout.split()))

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[Service]:
    service = Service.start(folder, *arguments)
    try:
        yield service
    finally:
        if service.process.poll() is None:
            service.stop()
        assert service.process.stdout is not None
        service.process.stdout.close()


def until(condition: Callable[[], Any], seconds: float = 20) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert found, "it did not come to be"
    return found


def log_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "log").read_text().splitlines()]


class Readers:
    """Read on without end, each request on a connection of its own, `pause` after it was made; keep what went wrong."""

    def __init__(self, service: Service, path: str = CONTACT_URL, *, count: int = 3, pause: float = 0.0) -> None:
        self._service, self._path, self._pause = service, path, pause
        self._done = threading.Event()
        self.failures: list[object] = []
        self.answers = 0
        self._threads = [threading.Thread(target=self._read) for _ in range(count)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        while not self._done.is_set():
            try:
                status, _, _ = self._service.get(self._path, self._pause)
            except OSError as error:
                self.failures.append(error)
            else:
                self.answers += 1
                if status != 200:
                    self.failures.append(status)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LedgerBuilder, Service, Path]]:
    """Two workers over one index; its tests leave it standing."""
    folder = tmp_path_factory.mktemp("serving")
    ledger = make_ledger(folder / "origin.git")
    with running(folder, str(ledger.git_dir), "--anchor", ledger.anchor, "--workers", "2") as service:
        yield ledger, service, folder


@pytest.fixture
def service(world: tuple[LedgerBuilder, Service, Path]) -> Service:
    return world[1]


def test_every_worker_shows_what_one_follower_takes_in(world: tuple[LedgerBuilder, Service, Path]) -> None:
    ledger, service, _ = world
    until(lambda: len(service.children("worker")) == 2)
    assert len(service.children("following")) == 1

    head = ledger.publish_item(contact("+6638000003"))
    began = time.monotonic()
    until(lambda: service.head() == head, 2)
    assert time.monotonic() - began < 2
    assert {service.head() for _ in range(20)} == {head}


def test_a_request_keeps_the_name_it_came_with(service: Service) -> None:
    for given, is_kept in (("abc-12345", True), ("short", False), ("a" * 65, False), ("no spaces!", False)):
        named = service.get("/healthz", **{"X-Request-Id": given})[1]["x-request-id"]
        assert (named == given) is is_kept
        assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", named)


def test_what_is_written_down_says_nothing_of_who_read_what(world: tuple[LedgerBuilder, Service, Path]) -> None:
    _, service, folder = world
    more = {"User-Agent": "บราวเซอร์ลับ".encode().decode("latin-1"), "Referer": "https://secret.example/"}
    service.get("/v1/items?q=secret-search", **more, **{"X-Request-Id": "mine-0001"})
    service.get("/items/secret-nothing/at/all", **{"X-Request-Id": "mine-0002"})
    service.get(f"{CONTACT_URL}/versions/1", **{"X-Request-Id": "mine-0003"})

    def written() -> list[dict[str, Any]]:
        return [row for row in log_of(folder) if str(row.get("request", "")).startswith("mine-")]

    until(lambda: len(written()) == 3)
    in_order = sorted(written(), key=lambda row: row["request"])  # each process writes for itself
    assert [(row["method"], row["route"], row["status"]) for row in in_order] == [
        ("GET", "/v1/items", 200),
        ("GET", "/items/{obligation}/{unit}/{name}", 404),
        ("GET", "/v1/items/{obligation}/{unit}/{name}/versions/{number}", 200),
    ]
    text = (folder / "log").read_text()
    assert "secret" not in text
    assert "127.0.0.1" not in text


def test_whoever_watches_is_told_on_a_port_of_its_own(world: tuple[LedgerBuilder, Service, Path]) -> None:
    ledger, service, _ = world
    for _ in range(10):
        service.get("/v1/changes")
    ledger.land({"items/news/hr/forged.yaml": b"schema: nonsense\n"})
    until(lambda: service.head() == ledger.head)
    found = service.metrics()

    assert service.get("/metrics")[0] == 404
    assert found['prongsai_answers_total{route="/v1/changes",status="200"}'] == 10
    assert found['prongsai_ready{organisation=""}'] == 1
    assert found['prongsai_changes{organisation="",outcome="rejected"}'] >= 1
    assert abs(found['prongsai_followed_timestamp_seconds{organisation=""}'] - time.time()) < 10
    assert found['prongsai_refresh_seconds_count{organisation=""}'] >= 1
    assert 0 < found['prongsai_head_timestamp_seconds{organisation=""}'] <= time.time()
    assert found["prongsai_requests_under_way"] == 0


def test_no_address_that_a_reader_makes_up_becomes_a_label(service: Service) -> None:
    for number in range(20):
        service.get(f"/made-up-{number}")
        service.get(f"/v1/items/made-up-{number}/hr/x")
    assert not [name for name in service.metrics() if "made-up" in name]


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        ("/v1/items", {"X-Long": "a" * 20_000}, 431, "header_too_large"),
        (f"/v1/items?q={'a' * 20_000}", {}, 431, "header_too_large"),
        ("/v1/items", {"Content-Length": "5"}, 413, "too_large"),
        ("/v1/items", {"Transfer-Encoding": "chunked"}, 413, "too_large"),
    ],
    ids=["header", "address", "content", "chunks"],
)
def test_too_much_is_turned_away_in_words(
    service: Service, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    found, fields, body = service.get(path, **headers)

    assert (found, json.loads(body)["code"], fields["connection"]) == (status, code, "close")
    assert fields["content-type"] == "application/problem+json"
    assert "x-request-id" in fields


def test_a_header_without_end_ends_the_connection(service: Service) -> None:
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
        with pytest.raises(ConnectionError):
            connection.sendall(b"X: aaaaaaaa\r\n" * 4_000_000)


def test_a_worker_that_dies_is_started_again_and_readers_hardly_notice(service: Service) -> None:
    until(lambda: len(service.children("worker")) == 2)
    (victim, *_) = before = service.children("worker")
    os.kill(victim, signal.SIGKILL)
    until(lambda: len(service.children("worker") - before) == 1 and len(service.children("worker")) == 2)

    assert service.get(CONTACT_URL)[0] == 200


def test_a_follower_that_dies_is_started_again_and_goes_on(world: tuple[LedgerBuilder, Service, Path]) -> None:
    ledger, service, _ = world
    (victim,) = until(lambda: service.children("following"))
    os.kill(victim, signal.SIGKILL)
    assert service.get(CONTACT_URL)[0] == 200

    head = ledger.publish_item(contact("+6638000004"))
    until(lambda: service.head() == head)
    assert service.children("following") != {victim}


def test_a_reload_exchanges_every_process_and_nobody_is_refused(service: Service) -> None:
    until(lambda: len(service.children("worker")) == 2 and service.children("following"))
    before = service.children("worker") | service.children("following")
    with Readers(service) as readers:
        service.process.send_signal(signal.SIGHUP)
        until(lambda: not before & (service.children("worker") | service.children("following")))
        until(lambda: len(service.children("worker")) == 2)

    assert readers.failures == []
    assert readers.answers > 10


def test_who_was_let_in_before_a_reload_and_asks_after_it_is_answered(service: Service) -> None:
    """Each connection says nothing for a while: some stand so whenever a worker hears that it is to stop."""
    until(lambda: len(service.children("worker")) == 2)
    before = service.children("worker")
    with Readers(service, count=8, pause=0.4) as readers:
        service.process.send_signal(signal.SIGHUP)
        until(lambda: not before & service.children("worker"))

    assert readers.failures == []
    assert readers.answers >= 8


def test_trouble_with_the_repository_is_told_by_every_worker(world: tuple[LedgerBuilder, Service, Path]) -> None:
    ledger, service, folder = world
    ledger.git_dir.rename(folder / "away.git")
    try:
        until(lambda: 'prongsai_trouble{code="could_not_tell",organisation=""}' in service.metrics())
        problems = [json.loads(service.get("/v1/verification")[2])["problem"] for _ in range(8)]
        assert {problem["code"] for problem in problems} == {"could_not_tell"}
        assert service.get("/readyz")[0] == 200, "the last trusted state is served"
    finally:
        (folder / "away.git").rename(ledger.git_dir)
    until(lambda: json.loads(service.get("/v1/verification")[2])["problem"] is None, 40)


# Beginning and end


def test_told_to_stop_it_finishes_what_is_under_way_and_leaves_nothing(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    file, pointer = ledger.attach(b"%PDF-1.7 " + os.urandom(8 << 20))
    ledger.publish_item(manual(attachments=[attachment(file, pointer, "ไฟล์ใหญ่.pdf")]) | {file: pointer})
    with running(tmp_path, str(ledger.git_dir), "--anchor", ledger.anchor, "--workers", "1") as service:
        (record,) = json.loads(service.get("/v1/items/service-manual/office-of-palad/main")[2])["files"]
        connection = HTTPConnection("127.0.0.1", service.port, timeout=20)
        connection.request("GET", record["href"])
        response = connection.getresponse()
        first = response.read(1000)
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        rest = response.read()
        connection.close()

        assert len(first) + len(rest) == (8 << 20) + 9
        assert service.process.wait(20) == 0
    assert {path.suffix for path in (tmp_path / "cache/prongsai").iterdir()} <= {".sqlite", ".texts"}
    assert [row for row in log_of(tmp_path) if row["level"] != "info"] == []


def test_no_child_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "origin.git")
    with running(tmp_path, str(ledger.git_dir), "--anchor", ledger.anchor, "--workers", "1") as service:
        until(lambda: service.children("worker"))
        children = service.children("worker") | service.children("following")
        service.stop(signal.SIGKILL)
        until(lambda: not any(Path(f"/proc/{child}").exists() for child in children))


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nothing.git"], 4, "there is no git repository at"),
        (["origin.git", "--anchor", "1" * 40], 4, "is not on this repository's main"),
    ],
    ids=["no repository", "another anchor"],
)
def test_what_cannot_be_served_at_all_is_said_at_once(
    tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    LedgerBuilder(tmp_path / "origin.git")
    placed = [str(tmp_path / argument) if argument.endswith(".git") else argument for argument in arguments]
    command = [sys.executable, "-m", "service", *placed, "--port", "0", "--workers", "2"]
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    run = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=30)

    assert run.returncode == code
    assert words in run.stderr
    assert "Traceback" not in run.stderr


def test_a_port_that_is_taken_is_said_to_be(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "service", str(ledger.git_dir), "--port", port, "--workers", "1"]
        run = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)

    assert (run.returncode, "cannot listen at" in run.stderr) == (4, True)


def test_only_the_follower_learns_where_the_key_is(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office_with_receiver())
    ledger.publish_item(contact())
    key = key_of(SERVER).write(tmp_path / "the-receivers-key")
    arguments = [str(ledger.git_dir), "--anchor", ledger.anchor, "--workers", "1", "--receiver", str(key)]
    with running(tmp_path, *arguments) as service:
        until(lambda: service.get("/v1/checkpoint")[0] == 200)
        (worker,), (follower,) = service.children("worker"), service.children("following")
        assert remembers(follower, key.name)
        assert not remembers(worker, key.name)


def remembers(process: int, text: str) -> bool:
    """Whether the text stands anywhere in the process's own memory."""
    found = False
    with Path(f"/proc/{process}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            if "rw" in line.split()[1] and "[v" not in line:
                memory.seek(start)
                with suppress(OSError):
                    found = found or text.encode() in memory.read(end - start)
    return found


def test_what_attachments_say_is_found_by_whichever_process_answers(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    file, pointer = ledger.attach(files.pdf("ท่อระบายน้ำหมู่เจ็ด"))
    ledger.publish_item(manual(attachments=[attachment(file, pointer)]) | {file: pointer})
    with running(tmp_path, str(ledger.git_dir), "--anchor", ledger.anchor, "--workers", "2") as service:
        found = until(lambda: json.loads(service.get(f"/v1/items?q={quote('ท่อระบายน้ำ')}")[2])["items"])
    assert [row["id"] for row in found] == ["service-manual/office-of-palad/main"]
