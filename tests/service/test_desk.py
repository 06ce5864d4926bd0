"""A clone of one's own: the writing side of git takes what it is told to, and keeps what the person is writing."""

import os
from pathlib import Path
from typing import Any

import pytest

from service.ledger.desk import Author, Desk, PushRefusedError, entries_of
from service.ledger.errors import RefusedError
from tests.support import files
from tests.support import office as support
from tests.support.ledger import CONTACT, MANUAL, contact, dump, manual
from tests.support.office import CHIEF, CLERK, HEAD, Office, git

SOMEBODY = Author("kanya", "office-of-palad@banbueng.example")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office.desk(CLERK))


# The key.


@pytest.mark.parametrize("form", ["{path}", "{path}.pub", "{key}", "key::{key}"])
def test_the_key_is_found_however_git_is_told_of_it(office: Office, form: str) -> None:
    path, key = support.keys() / CLERK, support.public_key(CLERK)
    git(office.desk(CLERK), "config", "--replace-all", "user.signingkey", form.format(path=path, key=key))

    assert Desk(office.desk(CLERK)).signing_key == key


def test_a_key_in_the_home_folder(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "id.pub").write_text(f"{support.public_key(CLERK)} somebody@somewhere\n", encoding="utf-8")
    git(office.desk(CLERK), "config", "--replace-all", "user.signingkey", "~/id.pub")

    assert Desk(office.desk(CLERK)).signing_key == support.public_key(CLERK)


# Writing.


def test_a_tree_holds_what_was_put_in_and_nothing_of_the_working_folder(office: Office, desk: Desk) -> None:
    office.write(CLERK, "stray.txt", b"stray")
    git(desk.root, "add", "stray.txt")
    staged = git(desk.root, "ls-files", "--stage")

    tree = desk.write_tree(office.anchor, entries_of(desk, {CONTACT: b"x\n", "README.md": None}))

    names = set(git(desk.root, "ls-tree", "-r", "--name-only", tree).splitlines())
    before = set(git(desk.root, "ls-tree", "-r", "--name-only", office.anchor).splitlines())
    assert names == before - {"README.md"} | {CONTACT}
    assert git(desk.root, "ls-files", "--stage") == staged


def test_a_commit_says_who_by_id_and_role_and_is_signed(office: Office) -> None:
    desk = Desk(office.desk(CLERK), clock=lambda: 1_700_000_000.9)

    commit = desk.write_commit(f"{office.anchor}^{{tree}}", [office.anchor], "ไทย\n", SOMEBODY)

    text = git(desk.root, "cat-file", "commit", commit)
    assert f"author {SOMEBODY.name} <{SOMEBODY.email}> 1700000000 +0700" in text
    assert f"committer {SOMEBODY.name} <{SOMEBODY.email}> 1700000000 +0700" in text
    assert "somebody@elsewhere.example" not in text
    assert "-----BEGIN SSH SIGNATURE-----" in text
    assert text.endswith("ไทย")


# Pushing.


def test_pushes_are_all_or_none(office: Office, desk: Desk) -> None:
    tree = f"{office.anchor}^{{tree}}"
    forward = desk.write_commit(tree, [office.anchor], "forward\n", SOMEBODY)
    aside = desk.write_commit(tree, [], "aside\n", SOMEBODY)

    with pytest.raises(PushRefusedError):
        desk.push({"submissions/x/y/z": forward, "main": aside})

    assert office.submissions() == []
    assert office.main == office.anchor


def test_a_branch_is_replaced_only_where_it_was_last_seen(office: Office, desk: Desk) -> None:
    tree = f"{office.anchor}^{{tree}}"
    one, two, three = (desk.write_commit(tree, [office.anchor], f"{n}\n", SOMEBODY) for n in range(3))
    desk.push({"submissions/x/y/z": one})

    with pytest.raises(PushRefusedError):
        desk.push({"submissions/x/y/z": two})
    with pytest.raises(PushRefusedError):
        desk.push({"submissions/x/y/z": three}, replacing={"submissions/x/y/z": two})
    desk.push({"submissions/x/y/z": two}, replacing={"submissions/x/y/z": one})

    assert git(office.origin, "rev-parse", "submissions/x/y/z") == two


# Following.


def test_following_brings_in_what_is_published_and_leaves_what_is_written(office: Office, desk: Desk) -> None:
    office.write(CLERK, "mine.txt", b"mine")
    office.write_all(CLERK, manual("ร่างของฉัน"))
    head = publish_elsewhere(office, contact())

    assert desk.follow(head) == ()

    assert git(desk.root, "rev-parse", "main") == head
    assert (desk.root / CONTACT).read_bytes() == dump(contact()[CONTACT])
    assert (desk.root / MANUAL).read_bytes() == dump(manual("ร่างของฉัน")[MANUAL])
    assert (desk.root / "mine.txt").read_bytes() == b"mine"
    assert git(desk.root, "status", "--porcelain", "--", CONTACT) == ""


def test_following_takes_away_what_is_gone(office: Office, tmp_path: Path) -> None:
    """An attachment that no item names any more."""
    (tmp_path / "ก.pdf").write_bytes(files.pdf("หนึ่ง"))
    office.write_all(CLERK, contact())
    office.cli(CLERK, "attach", "contact/office-of-palad/main", tmp_path / "ก.pdf")
    office.publish_item({})
    assert office.cli(HEAD, "inbox").code == 0
    (file,) = (office.desk(HEAD) / "files").rglob("*.pdf")
    office.publish_item(contact("+6638000002"))

    assert office.cli(HEAD, "inbox").code == 0

    assert not file.exists()
    assert git(office.desk(HEAD), "status", "--porcelain") == ""


def test_a_clash_stops_the_following(office: Office, desk: Desk) -> None:
    mine = office.write(CLERK, CONTACT, contact("+6638000009")[CONTACT]).read_bytes()
    head = publish_elsewhere(office)

    assert desk.follow(head) == (CONTACT,)

    assert git(desk.root, "rev-parse", "main") == office.anchor
    assert (desk.root / CONTACT).read_bytes() == mine
    assert not (desk.root / MANUAL).exists()


def publish_elsewhere(office: Office, contents: dict[str, Any] | None = None) -> str:
    """`main` moves by acts at other desks only."""
    second = office.folder / "people" / "second"
    office.clone(second, support.keys() / CLERK)
    office.publish_item(contents or contact() | manual(), by=HEAD, approvers=("second", CHIEF)[: 1 if contents else 2])
    git(office.desk(CLERK), "fetch", "--quiet", "origin")
    return office.main


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
def test_a_link_is_never_read_through(office: Office, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (desk.root / "link").symlink_to(tmp_path / "secret")

    changes = desk.changes(office.anchor)

    assert changes == {"link": os.fsencode(tmp_path / "secret")}
    with pytest.raises(RefusedError):
        desk.refuse_links(changes)


def test_line_ends_of_another_system_are_no_change(office: Office, desk: Desk) -> None:
    file = desk.root / "policy/rules.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    assert office.cli(CLERK, "submit").codes == ["nothing_to_submit"]
    assert all(b"\r" not in (data or b"") for data in desk.changes(office.anchor).values())


def test_what_was_shown_is_remembered(desk: Desk) -> None:
    assert desk.shown("contact/office-of-palad/main") is None
    desk.remember_shown("contact/office-of-palad/main", "a" * 40)
    assert desk.shown("contact/office-of-palad/main") == "a" * 40


def test_a_shared_repository_elsewhere_has_no_store_here(office: Office) -> None:
    git(office.desk(CLERK), "remote", "set-url", "origin", "https://forge.example/office.git")
    desk = Desk(office.desk(CLERK))

    assert (desk.remote_path(), desk.remote_store()) == (None, None)


@pytest.mark.parametrize("address", ["file://{origin}", "../../origin.git", "{origin}"])
def test_a_shared_repository_on_this_machine_is_found(office: Office, address: str) -> None:
    git(office.desk(CLERK), "remote", "set-url", "origin", address.format(origin=office.origin))

    assert Desk(office.desk(CLERK)).remote_path() == office.origin.resolve()
    assert office.cli(CLERK, "inbox").code == 0
