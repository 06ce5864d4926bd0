"""A second machine follows by git alone, and a backup is one only if the service comes back from it."""

import json
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from service.ledger.follower import Follower
from tests.service.test_api import CONTACT_URL, MANUAL_URL, make_ledger
from tests.service.test_serving import Service, running, until
from tests.support.ledger import LedgerBuilder, attachment, contact, key_of, manual
from tests.support.receiver import SERVER, office_with_receiver
from tests.support.tombstones import suppression

GUIDE = Path(__file__).parents[2] / "docs/operations.md"
HEAD = "office-of-palad-head"
CONTACT_ID = "contact/office-of-palad/main"


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


def mirror(origin: Path, copy: Path) -> None:
    """As docs/operations.md says it: what git brings, and the attachments, which are files named by their digest."""
    if not copy.exists():
        subprocess.run(["git", "init", "--quiet", "--bare", str(copy)], check=True, capture_output=True)
        git(copy, "remote", "add", "origin", str(origin))
        for refspec in re.findall(r"remote\.origin\.fetch '([^']+)'", GUIDE.read_text(encoding="utf-8")):
            git(copy, "config", "--add", "remote.origin.fetch", refspec)
    git(copy, "fetch", "--quiet", "--no-auto-maintenance", "origin")
    shutil.copytree(origin / "lfs", copy / "lfs", dirs_exist_ok=True)


def branches(folder: Path, below: str) -> str:
    command = ["git", "-C", str(folder), "for-each-ref", f"refs/heads/{below}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def get(service: Service, path: str) -> Any:
    status, _, body = service.get(path)
    return json.loads(body) if status == 200 else status


def test_a_second_machine_shows_the_same_after_each_fetch(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "origin.git")
    ledger.objects.set_ref("refs/heads/submissions/hr/draft", ledger.prepare(contact("+6638777777")).tip)
    copy = tmp_path / "copy.git"
    mirror(ledger.git_dir, copy)
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    arguments = ["--anchor", ledger.anchor, "--workers", "1"]
    with running(first, str(ledger.git_dir), *arguments) as one, running(second, str(copy), *arguments) as two:
        for number in range(3):
            head = ledger.publish_item(contact(f"+663800010{number}"))
            mirror(ledger.git_dir, copy)
            until(lambda head=head: one.head() == two.head() == head)  # type: ignore[misc]
            assert get(one, CONTACT_URL) == get(two, CONTACT_URL)
        assert not branches(copy, "submissions"), "no draft leaves the office"
        assert branches(ledger.git_dir, "submissions")
        (record,) = get(two, MANUAL_URL)["files"]
        assert two.get(record["href"])[2] == one.get(record["href"])[2]

        ledger.publish(ledger.prepare(suppression(CONTACT_ID), by=HEAD), by=HEAD)
        mirror(ledger.git_dir, copy)
        until(lambda: get(one, f"{CONTACT_URL}/versions/1") == get(two, f"{CONTACT_URL}/versions/1") == 451)


def test_a_mirror_that_brings_a_rewritten_history_is_not_followed(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "origin.git")
    copy = tmp_path / "copy.git"
    mirror(ledger.git_dir, copy)
    with running(tmp_path, str(copy), "--anchor", ledger.anchor, "--workers", "1") as replica:
        known = replica.head()
        ledger.move_main(ledger.anchor)
        ledger.publish_item(contact("+6638999999"))
        mirror(ledger.git_dir, copy)
        problem = until(lambda: get(replica, "/v1/verification")["problem"])
        assert problem["code"] == "history_rewritten"
        assert replica.head() == known
        assert get(replica, CONTACT_URL)["document"]["content"]["phones"][0]["number"] == "+6638000002"


def test_a_service_comes_back_from_its_backup(tmp_path: Path) -> None:
    """Repository, receipts, attachments, and the index for its memory are backed up; then the machine is lost."""
    machine = tmp_path / "machine"
    machine.mkdir()
    ledger = LedgerBuilder(machine / "origin.git", office=office_with_receiver())
    ledger.publish_item(contact("+6638000001"))
    file, pointer = ledger.attach(b"%PDF-1.7 paper" * 100)
    ledger.publish_item(manual(attachments=[attachment(file, pointer, "คู่มือ.pdf")]) | {file: pointer})
    index = machine / "index.sqlite"
    key = key_of(SERVER).write(tmp_path / "key")
    arguments = ["--anchor", ledger.anchor, "--workers", "1", "--receiver", str(key)]
    with running(machine, str(ledger.git_dir), *arguments, "--index", str(index)) as service:
        before = until(lambda: told(service) if get(service, "/v1/verification")["receipts"]["count"] else None)
        back_up(ledger.git_dir, index, tmp_path / "backup")
    shutil.rmtree(machine)

    restored, backup = tmp_path / "restored", tmp_path / "backup"
    restored.mkdir()
    repository, index = restored / "origin.git", restored / "index.sqlite"
    clone = ["git", "clone", "--quiet", "--mirror", str(backup / "repository.bundle"), str(repository)]
    subprocess.run(clone, check=True, capture_output=True)
    shutil.copytree(backup / "lfs", repository / "lfs")
    shutil.copy(backup / "index.sqlite", index)
    with running(restored, str(repository), *arguments, "--index", str(index)) as service:
        until(lambda: get(service, "/readyz") != 503)
        assert told(service) == before


def back_up(repository: Path, index: Path, to: Path) -> None:
    """While everything runs."""
    to.mkdir()
    git(repository, "bundle", "create", "--quiet", str(to / "repository.bundle"), "--all")
    shutil.copytree(repository / "lfs", to / "lfs")
    with closing(sqlite3.connect(index)) as source, closing(sqlite3.connect(to / "index.sqlite")) as copy:
        source.backup(copy)


def told(service: Service) -> Any:
    (record,) = get(service, MANUAL_URL)["files"]
    return (
        get(service, "/v1/verification"),
        get(service, CONTACT_URL),
        get(service, "/v1/changes"),
        service.get(record["href"])[2],
    )


def test_an_old_backup_is_not_taken_for_the_present_by_who_remembers_more(tmp_path: Path) -> None:
    """A restored repository that lacks the last Changes: who kept the index is told, instead of serving the past."""
    ledger = make_ledger(tmp_path / "origin.git")
    git(ledger.git_dir, "bundle", "create", "--quiet", str(tmp_path / "old.bundle"), "--all")
    head = ledger.publish_item(contact("+6638000009"))
    index = tmp_path / "index.sqlite"
    with Follower(ledger.git_dir, index, anchor=ledger.anchor) as follower:
        follower.start()
    old = tmp_path / "old.git"
    subprocess.run(["git", "clone", "--quiet", "--mirror", str(tmp_path / "old.bundle"), str(old)], check=True)
    with running(tmp_path, str(old), "--anchor", ledger.anchor, "--workers", "1", "--index", str(index)) as service:
        assert until(lambda: get(service, "/v1/verification")["problem"])["code"] == "history_rewritten"
        assert service.head() == head
