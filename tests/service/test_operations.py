"""The files that an operator copies work as they stand: nginx in front, systemd around it."""

import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from service.serving.plan import read_hosts
from tests.service.test_api import CONTACT_URL, MANUAL_URL
from tests.service.test_serving import Service, running, until
from tests.support.ledger import LedgerBuilder, attachment, contact, manual
from tests.support.tombstones import suppression

OPERATIONS = Path(__file__).parents[2] / "docs/operations"
HOST = "data.banbueng.example"
HEAD = "office-of-palad-head"
CONTACT_ID = "contact/office-of-palad/main"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")


def write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(tz=UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "privkey.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@dataclass
class Front:
    """A real nginx, with the site as it is shipped but for ports and places."""

    port: int
    ledger: LedgerBuilder
    service: Service
    folder: Path

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = HTTPSConnection("127.0.0.1", self.port, timeout=20, context=context)
        try:
            connection.request(method, path, headers={"Host": HOST, **headers})
            response = connection.getresponse()
            fields = {name.lower(): value for name, value in response.getheaders()}
            return response.status, fields, response.read()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("nginx")
    ledger = LedgerBuilder(folder / "banbueng.git")
    ledger.publish_item(contact("+6638000001"))
    file, pointer = ledger.attach(b"%PDF-1.7 " + os.urandom(200_000))
    ledger.publish_item(manual(attachments=[attachment(file, pointer, "คู่มือ.pdf")]) | {file: pointer})
    hosts = (OPERATIONS / "hosts.toml").read_text(encoding="utf-8")
    for old, new in {
        "/var/lib/prongsai": str(folder),
        "/srv/prongsai/banbueng.git": str(ledger.git_dir),
        "0" * 40: ledger.anchor,
    }.items():
        hosts = hosts.replace(old, new)
    (folder / "hosts.toml").write_text(hosts, encoding="utf-8")
    with running(folder, "--hosts", str(folder / "hosts.toml")) as service:
        until(lambda: service.get("/readyz", Host=HOST)[0] == 200)
        port = free_port()
        process = start_nginx(folder, port, service.port)
        try:
            yield Front(port, ledger, service, folder)
        finally:
            process.terminate()
            process.wait(20)


def start_nginx(folder: Path, port: int, upstream: int) -> subprocess.Popen[bytes]:
    write_certificate(folder)
    site = (OPERATIONS / "nginx.conf").read_text(encoding="utf-8")
    for old, new in {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80": f"listen 127.0.0.1:{free_port()}",
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        "/etc/prongsai/tls": str(folder),
        "/var/cache/nginx/prongsai": str(folder / "cached"),
        "/var/log/nginx": str(folder),
    }.items():
        assert old in site
        site = site.replace(old, new)
    (folder / "prongsai.conf").write_text(site, encoding="utf-8")
    places = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} daemon off; worker_processes 1;\n"
        f"pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ {places} include {folder}/prongsai.conf; }}\n"
    )
    assert NGINX is not None
    with (folder / "nginx.out").open("wb") as out:
        process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=out)

    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    until(lambda: answers() or process.poll() is not None)
    assert process.poll() is None, (folder / "nginx.out").read_text()
    return process


@needs_nginx
def test_what_is_asked_again_comes_from_the_cache_and_is_soon_asked_for_anew(front: Front) -> None:
    found = [front.get(CONTACT_URL) for _ in range(3)]
    assert {row[0] for row in found} == {200}
    assert "HIT" in {row[1]["x-cache"] for row in found}
    assert len({row[2] for row in found}) == 1
    time.sleep(2.1)  # nginx counts whole seconds
    assert front.get(CONTACT_URL)[1]["x-cache"] == "REVALIDATED"

    head = front.ledger.publish_item(contact("+6638000002"))
    until(lambda: json.loads(front.get(CONTACT_URL)[2])["head"] == head, 10)


@needs_nginx
def test_a_reader_who_holds_it_is_told_so_by_the_cache_too(front: Front) -> None:
    tag = front.get(f"{CONTACT_URL}/versions/1")[1]["etag"]
    status, _, body = front.get(f"{CONTACT_URL}/versions/1", **{"If-None-Match": tag})
    assert (status, body) == (304, b"")


@needs_nginx
def test_any_part_of_a_file_is_had_through_the_cache(front: Front) -> None:
    (record,) = json.loads(front.get(MANUAL_URL)[2])["files"]
    whole = front.get(record["href"], **{"Accept-Encoding": "gzip"})
    assert (whole[0], len(whole[2])) == (200, record["bytes"])
    for _ in range(2):
        part = front.get(record["href"], Range="bytes=100-199")
        assert (part[0], part[2]) == (206, whole[2][100:200])
        assert part[1]["content-range"] == f"bytes 100-199/{record['bytes']}"
    assert part[1]["x-cache"] == "HIT"
    assert front.get(record["href"], Range=f"bytes={record['bytes']}-")[0] == 416
    assert whole[1]["etag"] == part[1]["etag"] == f'"{record["sha256"]}"'
    assert whole[1]["content-security-policy"] == "default-src 'none'; sandbox"


@needs_nginx
def test_forms_of_one_address_are_not_mixed_up(front: Front) -> None:
    plain = front.get(CONTACT_URL, **{"Accept-Encoding": "identity"})
    packed = front.get(CONTACT_URL, **{"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain[1]
    assert packed[1]["content-encoding"] == "gzip"
    page = front.get("/nothing", Accept="text/html")
    data = front.get("/nothing", Accept="application/json")
    assert (page[0], data[0]) == (404, 404)
    assert page[1]["content-type"].startswith("text/html")
    assert data[1]["content-type"] == "application/problem+json"


@needs_nginx
def test_what_may_not_be_kept_is_not_and_metrics_are_not_there(front: Front) -> None:
    for path in ("/v1/verification", "/readyz"):
        assert {front.get(path)[1]["x-cache"] for _ in range(3)} == {"MISS"}
    assert front.get("/metrics")[0] == 404
    assert front.get("/v1", "POST")[0] == 405


@needs_nginx
def test_one_id_goes_through_all_and_nothing_is_written_of_who_read(front: Front) -> None:
    fields = front.get("/v1/items?q=secret-words", **{"User-Agent": "secret-agent"})[1]
    name = fields["x-request-id"]
    until(lambda: name in (front.folder / "log").read_text() and name in (front.folder / "prongsai.log").read_text())
    written = (front.folder / "prongsai.log").read_text() + (front.folder / "log").read_text()
    assert "secret" not in written
    assert "127.0.0.1" not in written


@needs_nginx
def test_a_suppression_reaches_readers_through_the_cache_within_seconds(front: Front) -> None:
    version, page = f"{CONTACT_URL}/versions/1", "/items/contact/office-of-palad/main/versions/1"
    assert [front.get(path)[0] for path in (version, page)] == [200, 200]
    front.ledger.publish(front.ledger.prepare(suppression(CONTACT_ID), by=HEAD), by=HEAD)
    until(lambda: [front.get(path)[0] for path in (version, page)] == [451, 451], 10)
    for _ in range(20):
        assert front.get(version)[0] == 451
        time.sleep(0.1)


@needs_nginx
def test_nothing_stale_is_given_while_the_service_is_away(tmp_path: Path) -> None:
    """What was taken down must not come back because something broke."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact())
    port = free_port()
    with running(tmp_path, str(ledger.git_dir), "--anchor", ledger.anchor) as service:
        process = start_nginx(tmp_path, port, service.port)
        front = Front(port, ledger, service, tmp_path)
        try:
            assert front.get(CONTACT_URL)[0] == 200
            service.stop()
            time.sleep(2.1)  # nginx counts whole seconds
            assert front.get(CONTACT_URL)[0] == 502
        finally:
            process.terminate()
            process.wait(20)


@needs_systemd
@pytest.mark.parametrize("unit", ["prongsai.service", "prongsai-mirror@.service"])
def test_units_are_sound_and_give_little_away(unit: str, tmp_path: Path) -> None:
    shutil.copy(OPERATIONS / unit, tmp_path / unit)
    run = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", str(tmp_path / unit)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-500:]
    text = (tmp_path / unit).read_text().replace("/opt/prongsai/bin/prongsai", "/bin/true")
    (tmp_path / unit).write_text(text.replace("/usr/bin/git", "/bin/true"))
    verify = ["systemd-analyze", "verify", str(tmp_path / unit)]
    run = subprocess.run(verify, check=False, capture_output=True, text=True)
    assert run.stderr == ""


def test_systemd_is_told_when_the_service_can_be_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind(str(tmp_path / "notify"))
        door.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        with running(tmp_path, str(ledger.git_dir), "--anchor", ledger.anchor, "--workers", "1") as service:
            assert door.recv(64) == b"READY=1"
            assert service.get("/readyz")[0] == 200
            service.stop()
            assert door.recv(64) == b"STOPPING=1"


def test_the_file_of_hosts_that_is_shipped_can_be_read() -> None:
    (host,) = read_hosts(OPERATIONS / "hosts.toml").places
    assert host == HOST


def test_the_command_of_the_unit_is_one_we_have() -> None:
    unit = (OPERATIONS / "prongsai.service").read_text().splitlines()
    (line,) = (row for row in unit if row.startswith("ExecStart="))
    known = subprocess.run(
        [sys.executable, "-m", "cli", "serve", "--help"], check=True, capture_output=True, text=True,
        env=os.environ | {"COLUMNS": "200"},
    ).stdout  # fmt: skip
    for word in line.split():
        assert not word.startswith("--") or word in known
