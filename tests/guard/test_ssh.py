"""The guard over real SSH, attachments too: a real sshd on loopback, real keys, plain git, our client, real git-lfs."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from repo_schema.pointers import Pointer
from service.guard.installing import install
from service.guard.transferring import Conversation
from service.ledger.attachments import Store
from service.ledger.errors import LedgerError
from service.ledger.lfs.packets import Mark, PacketError, read_lines, write_message
from service.ledger.lfs.travelling import Shared
from service.ledger.repository import GitRunner
from tests.support import files
from tests.support.guarded import Guarded, git
from tests.support.ledger import LedgerBuilder, attachment, contact
from tests.support.office import CLERK, HEAD, ROOT, Office
from tests.support.sshd import SSHD, Host, sshd

needs_sshd = pytest.mark.skipif(SSHD is None, reason="sshd is not installed")
needs_git_lfs = pytest.mark.skipif(shutil.which("git-lfs") is None, reason="git-lfs is not installed")
CONTACT_ID = "contact/office-of-palad/main"
PAPER = files.pdf("แผนที่ตั้งสำนักงานองค์การบริหารส่วนตำบลบ้านบึง")


@pytest.fixture
def ssh(tmp_path: Path) -> Iterator[Host]:
    with sshd(tmp_path) as host:
        yield host


@needs_sshd
def test_over_ssh_the_good_lands_and_the_bad_does_not(tmp_path: Path, ssh: Host) -> None:
    ledger = LedgerBuilder(tmp_path / "own.git")
    guarded = Guarded(ledger, tmp_path / "origin.git")
    good = ledger.publish_item(contact())
    remote = f"{ssh.address}{guarded.path}"

    first = git(ledger.git_dir, "push", remote, "main", environment=ssh.environment)
    ledger.land(contact("+6638000009"))
    second = git(ledger.git_dir, "push", remote, "main", environment=ssh.environment)

    assert first.returncode == 0, first.stderr
    assert second.returncode != 0
    assert "remote: ✗ [restoration_differs]" in second.stderr
    assert "remote: คลังกลางไม่รับ" in second.stderr
    assert guarded.main == good


# Attachments


@pytest.fixture
def far_office(tmp_path: Path, ssh: Host, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose shared repository, guarded, can only be reached over SSH."""
    office = Office(tmp_path / "office")
    install(office.origin, anchor=office.anchor)
    monkeypatch.setenv("GIT_SSH_COMMAND", ssh.command)
    for person in (CLERK, HEAD):
        git(office.desk(person), "remote", "set-url", "origin", f"{ssh.address}{office.origin}")
    return office


@needs_sshd
def test_a_file_goes_the_whole_way_over_ssh_alone(tmp_path: Path, far_office: Office) -> None:
    office = far_office
    name = "แผนที่ตั้งสำนักงาน.pdf"
    (tmp_path / name).write_bytes(PAPER)
    office.write_all(CLERK, contact())
    attached = office.cli(CLERK, "attach", CONTACT_ID, tmp_path / name)
    assert attached.code == 0, attached.text
    pointer = Pointer(Path(attached.json["file"]).stem, attached.json["bytes"])

    submitted = office.cli(CLERK, "submit")
    assert submitted.code == 0, submitted.text
    shown = office.cli(HEAD, "review", CONTACT_ID)
    office.approve(CONTACT_ID, HEAD)
    published = office.cli(CLERK, "publish", CONTACT_ID)

    assert published.code == 0, published.text
    assert Path(shown.json["files"][0]["place"]).read_bytes() == PAPER
    assert Store(office.origin).state(pointer) == "present"
    assert office.verify()["files"] == {"present": 1, "missing": 0, "damaged": 0, "erased": 0}


@needs_sshd
def test_what_is_damaged_on_the_server_is_mended_by_the_next_who_has_it(tmp_path: Path, far_office: Office) -> None:
    office = far_office
    desk = Store(office.desk(CLERK) / ".git")
    pointers = [desk.add([files.pdf(f"ฉบับที่ {number}")]) for number in range(3)]
    shared = Shared(git(office.desk(CLERK), "remote", "get-url", "origin").stdout.strip(), GitRunner())
    told: list[tuple[int, int]] = []
    assert Shared(shared.address, GitRunner(), told=lambda *moved: told.append(moved)).send(desk, pointers) == ()
    Store(office.origin).path(pointers[1].sha256).write_bytes(b"?" * pointers[1].size)
    other = Store(tmp_path / "other.git")

    lacking = shared.bring(other, pointers)
    sent = shared.send(desk, pointers)
    brought = shared.bring(other, [*pointers, Pointer("0" * 64, 3)])

    assert told[-1] == (sum(pointer.size for pointer in pointers),) * 2
    assert lacking == (pointers[1],)
    assert (sent, brought) == ((), (Pointer("0" * 64, 3),))
    assert [Store(office.origin).state(pointer) for pointer in pointers] == ["present"] * 3
    assert [other.state(pointer) for pointer in pointers] == ["present"] * 3


@pytest.mark.long
@needs_sshd
@needs_git_lfs
def test_the_real_git_lfs_sends_and_brings_over_ssh_what_we_keep(tmp_path: Path, ssh: Host) -> None:
    """Both ways: a push by the stock client is taken by the guard, and a clone by it has the file."""
    ledger = LedgerBuilder(tmp_path / "own.git")
    guarded = Guarded(ledger, tmp_path / "origin.git")
    path, pointer = ledger.attach(PAPER)
    ledger.publish_item(contact(attachments=[attachment(path, pointer)]) | {path: pointer})
    remote = f"{ssh.address}{guarded.path}"
    environment = os.environ | ssh.environment | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0"}

    def run(where: Path, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["git", *words], cwd=where, env=environment, capture_output=True, text=True, check=False)

    run(ledger.git_dir, "remote", "add", "origin", remote)
    early = run(ledger.git_dir, "push", "origin", "main")
    sent = run(ledger.git_dir, "lfs", "push", "origin", "main")
    pushed = run(ledger.git_dir, "push", "origin", "main")
    filters = {"smudge": "git-lfs smudge -- %f", "process": "git-lfs filter-process", "required": "true"}
    options = [part for name, value in filters.items() for part in ("--config", f"filter.lfs.{name}={value}")]
    cloned = run(tmp_path, "clone", "--quiet", *options, remote, "clone")

    run(tmp_path / "clone", "lfs", "install", "--local")
    tagged = run(tmp_path / "clone", "push", "origin", "HEAD:refs/tags/2569")  # the stock hook asks for locks, too

    assert "file_missing_in_store" in early.stderr
    assert tagged.returncode == 0, tagged.stderr
    assert sent.returncode == 0, sent.stderr
    assert pushed.returncode == 0, pushed.stderr
    assert guarded.main == ledger.head
    assert cloned.returncode == 0, cloned.stderr
    assert (tmp_path / "clone" / path).read_bytes() == PAPER


@needs_sshd
def test_a_server_without_the_command_says_what_to_do(tmp_path: Path) -> None:
    with sshd(tmp_path, path="/nowhere") as host:
        git_runner = GitRunner(environment={"GIT_CONFIG_GLOBAL": os.devnull})
        os.environ["GIT_SSH_COMMAND"] = host.command
        try:
            shared = Shared(f"{host.address}{tmp_path}", git_runner)
            with pytest.raises(LedgerError) as refused:
                shared.bring(Store(tmp_path / "own.git"), [Pointer("0" * 64, 1)])
        finally:
            del os.environ["GIT_SSH_COMMAND"]

    assert "git-lfs-transfer" in refused.value.hint_th
    assert "git-lfs-transfer" in refused.value.en


# What a client may not do, packet by packet


Part: TypeAlias = str | bytes | Mark


class Client:
    """Says all it has to say, and hears the answers."""

    def __init__(self, git_dir: Path, operation: str) -> None:
        self.git_dir, self.operation = git_dir, operation

    def ask(self, *parts: Part) -> list[str]:
        """Every line of the answers, without those of beginning and end."""
        said, heard = io.BytesIO(), io.BytesIO()
        write_message(said, *parts, "quit", Mark.FLUSH)
        said.seek(0)
        Conversation(self.git_dir, self.operation, said, heard).hold()
        heard.seek(0)
        lines: list[str] = []
        while heard.tell() < len(heard.getvalue()):
            lines += read_lines(heard)[0]
        return lines[1:-1]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    return Guarded(LedgerBuilder(tmp_path / "own.git"), tmp_path / "origin.git").path


@pytest.mark.parametrize(
    ("name", "status"),
    [("../../hooks/post-receive", 400), ("A" * 64, 400), ("a" * 63, 400), ("", 400), ("a" * 64 + "\n", 400)],
)
def test_nothing_but_a_digest_names_a_file(bare: Path, name: str, status: int) -> None:
    before = sorted(bare.rglob("*"))
    written = Client(bare, "upload").ask(f"put-object {name}", "size=3", Mark.DELIM, b"abc", Mark.FLUSH)
    read = Client(bare, "download").ask(f"get-object {name}", Mark.FLUSH)

    assert written[0] == read[0] == f"status {status}"
    assert [path for path in sorted(bare.rglob("*")) if path.is_file() and path not in before] == []


@pytest.mark.parametrize(
    ("size", "data", "status"),
    [
        ("3", b"abd", 422),
        ("3", b"abcd", 422),
        ("4", b"abc", 422),
        ("-3", b"abc", 400),
        ("999999999999999", b"abc", 413),
        ("", b"abc", 400),
    ],
)
def test_what_is_not_what_it_is_called_is_not_kept(bare: Path, size: str, data: bytes, status: int) -> None:
    """Other bytes, too many, too few, more than policy allows; and the conversation goes on after it."""
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    refused: list[Part] = [f"put-object {abc}", f"size={size}", Mark.DELIM, data, Mark.FLUSH]
    kept: list[Part] = [f"put-object {abc}", "size=3", Mark.DELIM, b"abc", Mark.FLUSH]
    before = [path for path in (bare / "lfs").rglob("*") if path.is_file()]

    answers = Client(bare, "upload").ask(*refused)
    left = [path for path in (bare / "lfs").rglob("*") if path.is_file()]
    then = Client(bare, "upload").ask(*refused, *kept, f"verify-object {abc}", "size=3", Mark.FLUSH)

    assert answers[0] == f"status {status}"
    assert left == before
    assert then[-2:] == ["status 200", "status 200"]


def test_a_server_whose_disk_is_full_says_so_and_keeps_nothing(tmp_path: Path, bare: Path) -> None:
    """A real limit on what the process may write, met in the middle of the file; the conversation goes on."""
    data = PAPER + b"%" * (3 << 20)
    pointer = Store(tmp_path / "other.git").add([data])
    said = io.BytesIO()
    arguments = (f"put-object {pointer.sha256}", f"size={pointer.size}", Mark.DELIM)
    write_message(said, "version 1", Mark.FLUSH, *arguments, data, Mark.FLUSH, "quit", Mark.FLUSH)
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20));"
        "from service.guard.transferring import run; run()"
    )
    words = [sys.executable, "-c", program, str(bare), "upload"]

    done = subprocess.run(words, cwd=ROOT, input=said.getvalue(), capture_output=True, check=False)

    assert done.returncode == 0, done.stderr
    assert b"status 507\n" in done.stdout
    assert [path for path in (bare / "lfs").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("command", ["lock", "list-lock", "put-object " + "a" * 64, "verify-object " + "a" * 64])
def test_a_download_writes_nothing(bare: Path, command: str) -> None:
    assert Client(bare, "download").ask(command, "size=1", Mark.FLUSH)[0] == "status 405"


def test_whoever_goes_in_the_middle_leaves_nothing(bare: Path) -> None:
    said = io.BytesIO()
    write_message(said, "put-object " + "a" * 64, "size=300000", Mark.DELIM, b"x" * 150_000)
    said.seek(0)

    with pytest.raises(PacketError):
        Conversation(bare, "upload", said, io.BytesIO()).hold()
    assert [path for path in (bare / "lfs").rglob("*") if path.is_file()] == []


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("place", ["", "own.git/objects", "nowhere", "clone"])
def test_only_a_bare_repository_is_opened(tmp_path: Path, place: str) -> None:
    """Not the folder above, not one that merely lies within a repository."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "clone").mkdir()
    (tmp_path / "clone/HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "clone/objects").mkdir()
    words = [sys.executable, "-c", "from service.guard.transferring import run; run()", str(tmp_path / place), "upload"]

    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (1, "")
    assert "ไม่พบคลังกลาง" in done.stderr
