"""Attachments at a forge's LFS server, through the batch protocol: ours and the real git-lfs, whatever goes wrong."""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from repo_schema.pointers import Pointer
from service.ledger.attachments import Store
from service.ledger.lfs import batch
from service.ledger.lfs.addresses import guess_endpoint, named_endpoint, parse_ssh, ssh_words
from service.ledger.lfs.credentials import Credentials
from service.ledger.lfs.door import Door
from service.ledger.lfs.failing import TransferError
from service.ledger.lfs.travelling import Shared
from service.ledger.repository import GitRunner
from tests.support import files
from tests.support.forge_lfs import PASSWORD, TOKEN, USER, Forge, forge_of
from tests.support.ledger import LedgerBuilder, attachment, contact
from tests.support.office import CLERK, HEAD, ROOT, Office, git
from tests.support.sshd import SSHD, sshd

needs_git_lfs = pytest.mark.skipif(shutil.which("git-lfs") is None, reason="git-lfs is not installed")
CONTACT_ID = "contact/office-of-palad/main"
PAPER = files.pdf("แผนที่ตั้งสำนักงานองค์การบริหารส่วนตำบลบ้านบึง")
LARGE = b"%PDF-1.7\n" + bytes(range(256)) * 12_000


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[Forge]:
    ledger = LedgerBuilder(tmp_path / "own.git")
    ledger.publish_item(contact())
    with forge_of(ledger.git_dir, tmp_path / "forge") as forge:
        yield forge


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "desk.git")


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting between tries."""
    monkeypatch.setattr(batch, "_WAITS", (0, 0, 0))


def shared(forge: Forge, **more: Any) -> Shared:
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true"}
    return Shared(forge.url, GitRunner(environment=quiet | more.pop("environment", {}), where=forge.root), **more)


def kept(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and "lfs" in file.parts]


# The whole way


def test_a_file_goes_the_whole_way_through_a_forge(tmp_path: Path) -> None:
    """Clone, submit, review, publish over HTTP with a password that git's own helper keeps."""
    office = Office(tmp_path / "office")
    with forge_of(office.origin, tmp_path / "forge", password=True) as forge:
        kept_by_git = tmp_path / "credentials"
        kept_by_git.write_text(f"http://{USER}:{PASSWORD}@127.0.0.1%3a{forge.port}\n", encoding="utf-8")
        for person in (CLERK, HEAD):
            git(office.desk(person), "remote", "set-url", "origin", forge.url)
            git(office.desk(person), "config", "credential.helper", f"store --file={kept_by_git}")
        (tmp_path / "แผนที่.pdf").write_bytes(PAPER)
        office.write_all(CLERK, contact())

        acts = [
            office.cli(CLERK, "attach", CONTACT_ID, tmp_path / "แผนที่.pdf"),
            office.cli(CLERK, "submit"),
            office.cli(HEAD, "review", CONTACT_ID),
            office.cli(HEAD, "approve", CONTACT_ID),
            office.cli(CLERK, "publish", CONTACT_ID),
        ]

        assert [act.code for act in acts] == [0] * 5, "".join(act.text for act in acts)
        pointer = Pointer(Path(acts[0].json["file"]).stem, acts[0].json["bytes"])
        assert Path(acts[2].json["files"][0]["place"]).read_bytes() == PAPER
        assert forge.store.state(pointer) == "present"
        assert git(forge.root / "origin.git", "rev-parse", "main") == acts[4].json["commit"]


def test_a_forge_that_lost_the_file_gets_it_again_before_it_is_published(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    with forge_of(office.origin, tmp_path / "forge") as forge:
        for person in (CLERK, HEAD):
            git(office.desk(person), "remote", "set-url", "origin", forge.url)
        (tmp_path / "แผนที่.pdf").write_bytes(PAPER)
        office.write_all(CLERK, contact())
        assert office.cli(CLERK, "attach", CONTACT_ID, tmp_path / "แผนที่.pdf").code == 0
        assert office.cli(CLERK, "submit").code == 0
        office.approve(CONTACT_ID, HEAD)
        shutil.rmtree(forge.root / "forge-storage")

        tried = office.cli(CLERK, "publish", CONTACT_ID, "--dry-run")
        assert (tried.code, kept(forge.root / "forge-storage")) == (0, [])
        published = office.cli(CLERK, "publish", CONTACT_ID)

        assert published.code == 0, published.text
        assert len(kept(forge.root / "forge-storage")) == 1


# With the stock client


@needs_git_lfs
def test_the_real_git_lfs_brings_what_we_sent_and_we_bring_what_it_sent(tmp_path: Path, store: Store) -> None:
    ledger = LedgerBuilder(tmp_path / "own.git")
    pairs = [ledger.attach(files.pdf(f"ประกาศฉบับที่ {number}")) for number in range(3)]
    named = [attachment(path, pointer, f"ประกาศ {number}.pdf") for number, (path, pointer) in enumerate(pairs)]
    ledger.publish_item(contact(attachments=named) | dict(pairs))
    pointers = list(ledger.verify().history.pointers.values())
    environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0"}
    with forge_of(ledger.git_dir, tmp_path / "forge") as forge:
        assert shared(forge).send(Store(ledger.git_dir), pointers) == ()
        subprocess.run(["git", "clone", "--quiet", forge.url, tmp_path / "clone"], check=True, env=environment)

        def lfs(*words: str) -> subprocess.CompletedProcess[str]:
            command = ["git", "-C", str(tmp_path / "clone"), "lfs", *words]
            return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

        pulled = [lfs("install", "--local"), lfs("pull")]
        shutil.rmtree(forge.root / "forge-storage")
        pushed = lfs("push", "--all", "origin")
        lacking = shared(forge).bring(store, pointers)

    assert [done.returncode for done in pulled] == [0, 0], pulled
    for number, (path, _) in enumerate(pairs):
        assert (tmp_path / "clone" / path).read_bytes() == files.pdf(f"ประกาศฉบับที่ {number}")
    assert pushed.returncode == 0, pushed.stderr
    assert lacking == ()
    assert [store.state(pointer) for pointer in pointers] == ["present"] * 3


# What goes wrong on the way


def test_more_than_a_hundred_go_in_several_batches(forge: Forge, tmp_path: Path, store: Store) -> None:
    pointers = [store.add([f"ไฟล์ที่ {number}".encode()]) for number in range(203)]
    told: list[tuple[int, int]] = []

    sent = shared(forge, told=lambda *moved: told.append(moved)).send(store, pointers)
    again = shared(forge).send(store, pointers)
    brought = shared(forge).bring(Store(tmp_path / "other.git"), pointers)

    assert (sent, again, brought) == ((), (), ())
    assert told[-1] == (sum(pointer.size for pointer in pointers),) * 2
    assert sum(line.startswith("PUT") for line in forge.asked) == 203
    assert sum(line.endswith("/batch") for line in forge.asked) == 9


@pytest.mark.parametrize("faults", [{"cut": 3}, {"cut": 3, "no ranges": True}], ids=["resumed", "begun again"])
def test_a_line_that_is_cut_is_gone_on_with(forge: Forge, store: Store, faults: dict[str, Any]) -> None:
    pointer = forge.store.add([LARGE])
    forge.faults |= faults

    assert shared(forge).bring(store, [pointer]) == ()
    assert store.state(pointer) == "present"
    ranges = [heard["range"] for heard in forge.heard if "range" in heard]
    assert len(ranges) == 3
    assert ranges[0] == f"bytes={len(LARGE) // 2}-"


@pytest.mark.parametrize("fault", ["busy", "expired"])
def test_a_busy_server_and_a_ticket_that_ran_out_are_tried_again(forge: Forge, store: Store, fault: str) -> None:
    pointer = store.add([PAPER])
    forge.faults[fault] = 2

    assert shared(forge).send(store, [pointer]) == ()
    assert forge.store.state(pointer) == "present"


def test_what_does_not_get_better_is_told_and_nothing_half_stored(forge: Forge, store: Store, tmp_path: Path) -> None:
    pointer = forge.store.add([LARGE])
    forge.faults["cut"] = 99

    with pytest.raises(TransferError) as told:
        shared(forge).bring(store, [pointer])

    assert "127.0.0.1" in told.value.th
    assert told.value.hint_th
    assert kept(tmp_path / "desk.git") == []


@pytest.mark.parametrize("faults", [{"more": b"and more"}, {}], ids=["longer", "damaged"])
def test_other_bytes_are_not_kept(forge: Forge, store: Store, tmp_path: Path, faults: dict[str, Any]) -> None:
    pointer, sound = forge.store.add([LARGE]), forge.store.add([PAPER])
    forge.faults |= faults
    if not faults:
        forge.store.path(pointer.sha256).write_bytes(b"?" * pointer.size)
        assert shared(forge).bring(store, [pointer, sound]) == (pointer,)
        assert store.state(sound) == "present"
    else:
        assert shared(forge).bring(store, [pointer]) == (pointer,)
        assert kept(tmp_path / "desk.git") == []
    assert store.state(pointer) == "missing"


def test_what_is_nowhere_is_named(forge: Forge, store: Store) -> None:
    nowhere = Pointer("0" * 64, 3)

    assert shared(forge).send(store, [nowhere]) == (nowhere,)
    assert shared(forge).bring(store, [nowhere]) == (nowhere,)


def test_a_server_that_says_it_keeps_and_does_not_is_found_out(forge: Forge, store: Store) -> None:
    pointer = store.add([PAPER])
    forge.faults["keep"] = False

    with pytest.raises(TransferError, match="404"):
        shared(forge).send(store, [pointer])


@pytest.mark.parametrize(
    ("faults", "word"),
    [
        ({"refuse": 507}, "เต็ม"),
        ({"refuse": 403}, "สิทธิ"),
        ({"refuse": 404}, "lfsurl"),
        ({"say": {"transfer": "custom"}}, ""),
        ({"say": {"hash_algo": "md5"}}, ""),
        ({"say": {"objects": []}}, ""),
        ({"say": {"objects": "?"}}, ""),
    ],
)
def test_a_server_that_refuses_or_babbles_is_told_in_words(
    forge: Forge, store: Store, faults: dict[str, Any], word: str
) -> None:
    pointer = store.add([PAPER])
    forge.faults |= faults

    with pytest.raises(TransferError) as told:
        shared(forge).send(store, [pointer])

    assert word in told.value.hint_th
    assert "\x1b" not in told.value.th


def test_a_disk_that_is_full_leaves_nothing(forge: Forge, tmp_path: Path) -> None:
    """A real limit on what the process may write, met in the middle of the download."""
    pointer = forge.store.add([LARGE])
    program = (
        "import resource, sys; from pathlib import Path; from repo_schema.pointers import Pointer;"
        "from service.ledger.attachments import Store; from service.ledger.lfs.travelling import Shared;"
        "from service.ledger.repository import GitRunner; store = Store(Path(sys.argv[2]));"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20));"
        f"Shared(sys.argv[1], GitRunner()).bring(store, [Pointer('{pointer.sha256}', {pointer.size})])"
    )

    words = [sys.executable, "-c", program, forge.url, str(tmp_path / "desk.git")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)

    assert "OSError" in done.stderr, done.stderr
    assert kept(tmp_path / "desk.git") == []


# Passwords and addresses


def helper(folder: Path, answer: str) -> dict[str, str]:
    """A credential helper of the person's own, that notes what it is asked and told."""
    script = folder / "helper"
    script.write_text(
        f'#!/bin/sh\nreq=$(cat)\nprintf "%s\\n%s\\n" "$1" "$req" >> {folder}/helper.log\n'
        f'[ "$1" = get ] && printf "{answer}"\nexit 0\n',
        encoding="utf-8",
    )
    script.chmod(0o755)
    config = folder / "gitconfig"
    config.write_text(f"[credential]\n\thelper = {script}\n", encoding="utf-8")
    return {"GIT_CONFIG_GLOBAL": str(config)}


def test_a_password_is_asked_of_gits_helper_which_keeps_it_or_not(forge: Forge, store: Store, tmp_path: Path) -> None:
    pointer = store.add([PAPER])
    forge.password = True

    with pytest.raises(TransferError) as refused:
        shared(forge, environment=helper(tmp_path, f"username={USER}\\npassword=wrong\\n")).send(store, [pointer])
    log = (tmp_path / "helper.log").read_text(encoding="utf-8")
    assert (log.count("get\n"), log.count("erase\n"), log.count("store\n")) == (2, 2, 0)
    assert "git credential" in refused.value.hint_th
    assert "wrong" not in refused.value.th

    (tmp_path / "helper.log").unlink()
    second = f"username={USER}\\npassword=$(grep -q erase {tmp_path}/helper.log && echo {PASSWORD} || echo wrong)\\n"
    assert shared(forge, environment=helper(tmp_path, second)).bring(store, [Pointer("0" * 64, 1)]) != ()
    log = (tmp_path / "helper.log").read_text(encoding="utf-8")
    assert (log.count("get\n"), log.count("erase\n"), log.count("store\n")) == (2, 1, 1)

    (tmp_path / "helper.log").unlink()
    right = helper(tmp_path, f"username={USER}\\npassword={PASSWORD}\\n")
    assert shared(forge, environment=right).send(store, [pointer]) == ()
    log = (tmp_path / "helper.log").read_text(encoding="utf-8")
    assert (log.count("get\n"), log.count("store\n"), log.count("erase\n")) == (1, 1, 0)
    assert f"host=127.0.0.1:{forge.port}" in log
    assert forge.store.state(pointer) == "present"


def test_no_password_leaves_without_https(
    forge: Forge, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another machine than this one, by a name that leads here."""
    forge.password = True
    monkeypatch.setattr("service.ledger.lfs.credentials._LOOPBACK", frozenset())

    with pytest.raises(TransferError, match="https"):
        shared(forge, environment=helper(tmp_path, "username=x\\npassword=y\\n")).send(store, [store.add([PAPER])])
    assert not (tmp_path / "helper.log").exists()


def test_what_was_said_to_one_server_is_not_said_to_the_next(forge: Forge, store: Store, tmp_path: Path) -> None:
    """Followed is a download alone, and without the ticket; a push that is sent elsewhere is refused."""
    ledger = LedgerBuilder(tmp_path / "second.git")
    pointer = forge.store.add([PAPER])
    path = f"/origin.git/info/lfs/objects/{pointer.sha256}"
    with forge_of(ledger.git_dir, tmp_path / "elsewhere") as elsewhere:
        forge.faults["redirect"] = {path: f"http://127.0.0.1:{elsewhere.port}{path}"}
        with pytest.raises(TransferError):
            shared(forge).bring(store, [pointer])
        said = elsewhere.heard[-1]
        forge.store.path(pointer.sha256).unlink()
        with pytest.raises(TransferError, match="elsewhere"):
            shared(forge).send(_with(store, PAPER), [pointer])

    assert elsewhere.asked[-1] == f"GET {path}"
    assert "authorization" not in said
    assert TOKEN not in said.values()


def test_a_password_is_asked_for_the_lfs_server_alone(forge: Forge, store: Store, tmp_path: Path) -> None:
    """Another server that a download leads to asks for one: nobody is asked, and nothing that was kept is forgotten."""
    ledger = LedgerBuilder(tmp_path / "second.git")
    pointer = forge.store.add([PAPER])
    path = f"/origin.git/info/lfs/objects/{pointer.sha256}"
    with forge_of(ledger.git_dir, tmp_path / "elsewhere", password=True) as elsewhere:
        forge.faults |= {"no ticket": True, "redirect": {path: f"http://127.0.0.1:{elsewhere.port}/origin.git/info/refs"}}
        with pytest.raises(TransferError):
            shared(forge, environment=helper(tmp_path, "username=x\\npassword=y\\n")).bring(store, [pointer])

    assert elsewhere.asked
    assert not (tmp_path / "helper.log").exists()


def test_an_https_server_leads_nobody_to_plain_http(forge: Forge) -> None:
    git_runner = GitRunner()
    secure = "https://forge.example/info/lfs"
    with Door(secure, Credentials(git_runner, secure), proxy=None, authorities=None) as door:
        with pytest.raises(TransferError, match="not https"):
            door.post(f"{forge.url}/info/lfs/objects/batch", {})
        with pytest.raises(TransferError, match="not https"), door.asking("GET", forge.url, {}):
            pass

    assert forge.asked == []


def _with(store: Store, data: bytes) -> Store:
    store.add([data])
    return store


@pytest.mark.parametrize("base", ["file:///etc", "ftp://127.0.0.1", "//", "javascript:x"])
def test_a_server_cannot_send_us_to_files_of_this_machine(forge: Forge, store: Store, base: str) -> None:
    pointer = forge.store.add([PAPER])
    forge.faults["base"] = base

    with pytest.raises(TransferError):
        shared(forge).bring(store, [pointer])


def test_going_in_circles_ends(forge: Forge, store: Store) -> None:
    pointer = forge.store.add([PAPER])
    path = f"/origin.git/info/lfs/objects/{pointer.sha256}"
    forge.faults["redirect"] = {path: path}

    with pytest.raises(TransferError, match="redirects"):
        shared(forge).bring(store, [pointer])
    assert forge.asked.count(f"GET {path}") == 4


def test_content_never_says_where_files_and_passwords_go(tmp_path: Path, forge: Forge, store: Store) -> None:
    """`.lfsconfig` is content: stock git-lfs obeys it, we do not; the person's own setting is obeyed."""
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", forge.url, str(clone))
    (clone / ".lfsconfig").write_text("[lfs]\n\turl = https://attacker.example/steal\n", encoding="utf-8")
    pointer = store.add([PAPER])

    assert Shared(forge.url, GitRunner(where=clone)).send(store, [pointer]) == ()
    git(clone, "config", "remote.origin.lfsurl", f"{forge.url}/info/lfs")
    assert Shared("https://forge.invalid/x.git", GitRunner(where=clone)).send(store, [pointer]) == ()


@pytest.mark.skipif(SSHD is None, reason="sshd is not installed")
@pytest.mark.parametrize("is_safe", [True, False])
def test_a_forge_says_over_ssh_where_its_server_is(
    tmp_path: Path, forge: Forge, store: Store, monkeypatch: pytest.MonkeyPatch, *, is_safe: bool
) -> None:
    """`git-lfs-authenticate`, as GitHub and GitLab have it: the ticket that it gives opens the server."""
    forge.password = True
    ticket = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    href = f"{forge.url}/info/lfs" if is_safe else "http://forge.example/info/lfs"
    answer = json.dumps({"href": href, "header": {"Authorization": f"Basic {ticket}"}, "expires_in": 600})
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin/git-lfs-authenticate"
    command.write_text(f"#!/bin/sh\necho \"$@\" > {tmp_path}/asked\ncat <<'END'\n{answer}\nEND\n", encoding="utf-8")
    command.chmod(0o755)
    pointer = store.add([PAPER])

    with sshd(tmp_path, path=str(tmp_path / "bin")) as host:
        monkeypatch.setenv("GIT_SSH_COMMAND", host.command)
        far = Shared(f"{host.address}/town/รายการ it's.git", GitRunner())
        if is_safe:
            assert far.send(store, [pointer]) == ()
        else:
            with pytest.raises(TransferError, match="https"):
                far.send(store, [pointer])

    assert (tmp_path / "asked").read_text(encoding="utf-8") == "/town/รายการ it's.git upload\n"
    assert (forge.store.state(pointer) == "present") is is_safe


ENDPOINTS: dict[str, str] = {
    "https://forge.example/a/b": "https://forge.example/a/b.git/info/lfs",
    "https://forge.example/a/b.git/": "https://forge.example/a/b.git/info/lfs",
    "git@forge.example:a/b.git": "https://forge.example/a/b.git/info/lfs",
    "ssh://git@forge.example:2222/a/b.git": "https://forge.example/a/b.git/info/lfs",
}


@pytest.mark.parametrize(("address", "endpoint"), ENDPOINTS.items())
def test_the_server_is_guessed_as_git_lfs_guesses_it(address: str, endpoint: str) -> None:
    assert guess_endpoint(address) == endpoint


def test_the_persons_own_settings_come_first() -> None:
    settings = {"lfs.url": "https://a", "remote.origin.lfsurl": "https://b", "remote.origin.lfspushurl": "https://c/"}

    assert named_endpoint(settings, "origin", push=False) == "https://a"
    assert named_endpoint(settings, "origin", push=True) == "https://c"
    assert named_endpoint({}, "origin", push=True) is None


TRAPS: list[Callable[[], object]] = [
    lambda: parse_ssh("ssh://-oProxyCommand=touch%20x/repo"),
    lambda: parse_ssh("-oProxyCommand=x:repo"),
    lambda: parse_ssh("ssh://git@-oProxyCommand=x/repo"),
    lambda: parse_ssh("host:-upload"),
]


@pytest.mark.parametrize("trap", TRAPS)
def test_an_address_is_no_option(trap: Callable[[], object]) -> None:
    with pytest.raises(TransferError):
        trap()


def test_ssh_is_started_as_the_person_configured_it(monkeypatch: pytest.MonkeyPatch) -> None:
    place = parse_ssh("ssh://git@forge.example:2222/~kanya/a.git")
    assert place is not None
    assert (place.destination, place.path, place.host) == ("git@forge.example", "~kanya/a.git", "forge.example")
    monkeypatch.delenv("GIT_SSH_COMMAND", raising=False)
    assert ssh_words(place, {"core.sshcommand": "ssh -i 'my key'"})[1:3] == ["-i", "my key"]
    monkeypatch.setenv("GIT_SSH_COMMAND", "C:/plink.exe -batch")
    assert ssh_words(place, {})[1:] == ["-batch", "-P", "2222", "git@forge.example"]
    assert parse_ssh("https://forge.example/a") is None
    assert parse_ssh("/srv/a.git") is None
