"""`doctor` on clones that are really broken: each trouble by its name, with the command that mends it."""

import os
import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from repo_schema.findings import Finding
from service.guard.installing import install
from service.ledger import doctoring
from service.ledger.desk import Desk
from tests.support import files
from tests.support.keys import KeyPair
from tests.support.ledger import contact, manual
from tests.support.office import ADMIN, CHIEF, CLERK, HEAD, Clock, Office, git, keys, run_here

NOT_SET = {"doctor_unsigned_by_hand", "doctor_signers_unset"}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(tmp_path_factory.mktemp("doctor") / "office")
    office.publish_item(contact())
    return office


@pytest.fixture
def office(begun: Office, tmp_path: Path) -> Office:
    """The clerk's key is a copy of their own, to be spoilt."""
    office = begun.copy_to(tmp_path / "office")
    for suffix in ("", ".pub"):
        shutil.copy(keys() / f"{CLERK}{suffix}", tmp_path / f"key{suffix}")
    git(office.desk(CLERK), "config", "user.signingkey", str(tmp_path / "key"))
    return office


def told(office: Office) -> list[str]:
    """Codes of what is wrong; that each comes with words in both languages and the way to mend it."""
    done = office.cli(CLERK, "doctor")
    assert done.code == (1 if done.json["findings"] else 0), done.text
    assert all(row["hint"]["th"] and row["hint"]["en"] for row in done.json["findings"])
    return [row["code"] for row in done.json["findings"]]


def cautions(office: Office) -> set[str]:
    return {row["code"] for row in office.cli(CLERK, "doctor").json["warnings"]}


def test_a_clone_in_good_order(office: Office) -> None:
    """Only what nobody set up yet is mentioned; and once it is, nothing."""
    assert told(office) == []
    assert cautions(office) == {*NOT_SET, "doctor_remote_unguarded"}
    assert "✓ พร้อมทำงาน" in office.cli(CLERK, "doctor", "--lang", "th", json=False).out
    desk = office.desk(CLERK)
    place = next(row["path"] for row in office.cli(CLERK, "doctor").json["warnings"] if row["code"].endswith("s_unset"))
    assert office.cli(CLERK, "verify", "--allowed-signers", place).code == 0
    git(desk, "config", "gpg.ssh.allowedSignersFile", place)
    git(desk, "config", "commit.gpgsign", "true")
    install(office.origin, anchor=office.anchor)

    assert (told(office), cautions(office)) == ([], set())


def config(*arguments: str) -> Callable[[Office], object]:
    return lambda office: git(office.desk(CLERK), "config", *arguments)


def lose_the_key(office: Office) -> None:
    for file in office.folder.parent.glob("key*"):
        file.unlink()


def leave_the_public_half(office: Office) -> None:
    (office.folder.parent / "key").unlink()


def open_the_key(office: Office) -> None:
    (office.folder.parent / "key").chmod(0o644)


def take_a_strangers_key(office: Office) -> None:
    KeyPair.ed25519("newcomer").write(office.folder.parent / "key")


def change_the_key(**now: Any) -> Callable[[Office], None]:
    """The clerk's key as policy has it from now on, and another beside it."""

    def change(office: Office) -> None:
        people = office.published("policy/people.yaml")
        listed = next(row for row in people["people"] if row["id"] == CLERK)["keys"]
        listed[0] |= now
        listed.append({"key": KeyPair.ed25519("next").public_line, "since": date(2026, 1, 1)})
        submitted = office.submit(ADMIN, {"policy/people.yaml": people})
        office.approve(submitted, CHIEF)
        assert office.cli(ADMIN, "publish", submitted).code == 0

    return change


def move_the_remote(office: Office) -> None:
    office.origin.rename(office.folder / "elsewhere.git")


def commit_by_hand(office: Office) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    git(office.desk(CLERK), *who, "commit", "--quiet", "--allow-empty", "-m", "mine")


def clone_again(*options: str) -> Callable[[Office], None]:
    def clone(office: Office) -> None:
        desk = office.desk(CLERK)
        config = (desk / ".git/config").read_text(encoding="utf-8")
        shutil.rmtree(desk)
        git(office.folder, "clone", "--quiet", *options, f"file://{office.origin}", str(desk))
        with (desk / ".git/config").open("a", encoding="utf-8") as file:
            file.write(config[config.index("[gpg]") :])

    return clone


def write_into_git(name: str, text: Callable[[Office], str]) -> Callable[[Office], None]:
    def write(office: Office) -> None:
        file = office.desk(CLERK) / ".git" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text(office), encoding="utf-8")

    return write


def replace_a_commit(office: Office) -> None:
    git(office.desk(CLERK), "replace", office.main, office.anchor)


def lose_an_object(office: Office) -> None:
    desk = office.desk(CLERK)
    git(desk, "repack", "-adq")
    for pack in (desk / ".git/objects/pack").glob("*.pack"):
        held = pack.rename(office.folder / "held.pack").read_bytes()
        pack.with_suffix(".idx").unlink()
        git(desk, "unpack-objects", "-q", input=held.decode("latin-1"), encoding="latin-1")
    blob = git(desk, "rev-parse", f"{office.anchor}:policy/people.yaml")
    (desk / ".git/objects" / blob[:2] / blob[2:]).unlink()


@pytest.mark.parametrize(
    ("trouble", "codes"),
    [
        pytest.param(config("--unset", "gpg.format"), ["doctor_key_unset"], id="no gpg.format"),
        pytest.param(config("--unset", "user.signingkey"), ["doctor_key_unset"], id="no signing key"),
        pytest.param(lose_the_key, ["doctor_key_missing"], id="the key is gone"),
        pytest.param(leave_the_public_half, ["doctor_key_mute"], id="the agent does not hold the key"),
        pytest.param(open_the_key, ["doctor_key_open"], id="anybody may read the key"),
        pytest.param(take_a_strangers_key, ["doctor_key_stranger"], id="a key not in policy"),
        pytest.param(change_the_key(until=date(2026, 1, 1)), ["doctor_key_out_of_term"], id="a key that has ended"),
        pytest.param(change_the_key(lost=date(2026, 1, 1)), ["doctor_key_barred"], id="a key that was lost"),
        pytest.param(change_the_key(compromised={}), ["doctor_key_barred"], id="a key others may use"),
        pytest.param(config("--remove-section", "remote.origin"), ["remote_missing"], id="no remote"),
        pytest.param(move_the_remote, ["doctor_remote_silent"], id="the remote is not there"),
        pytest.param(commit_by_hand, ["doctor_clone_diverged"], id="a commit by hand on main"),
        pytest.param(clone_again("--depth=1"), ["doctor_clone_shallow"], id="a shallow clone"),
        pytest.param(clone_again("--filter=blob:none"), ["doctor_clone_partial"], id="a partial clone"),
        pytest.param(
            write_into_git("info/grafts", lambda office: f"{office.main}\n"), ["doctor_clone_grafts"], id="grafts"
        ),
        pytest.param(
            write_into_git("objects/info/alternates", lambda office: f"{office.origin}/objects\n"),
            ["doctor_clone_borrows"],
            id="alternates",
        ),
        pytest.param(replace_a_commit, ["doctor_clone_replaced"], id="a replaced commit"),
        pytest.param(lose_an_object, ["doctor_untellable"], id="an object is gone"),
    ],
)
def test_what_is_wrong_is_named(office: Office, trouble: Callable[[Office], object], codes: list[str]) -> None:
    assert told(office) == []
    trouble(office)

    assert told(office) == codes


def test_the_command_it_names_mends_it(office: Office) -> None:
    """Word for word, for what one command mends."""
    desk = office.desk(CLERK)
    for trouble, mend in (
        (open_the_key, f"chmod 600 {office.folder.parent / 'key'}"),
        (replace_a_commit, "git replace -d $(git replace -l)"),
        (write_into_git("info/grafts", lambda office: f"{office.main}\n"), f"rm {desk / '.git/info/grafts'}"),
        (clone_again("--depth=1"), "git fetch --unshallow origin"),
    ):
        trouble(office)
        (finding,) = office.cli(CLERK, "doctor").json["findings"]
        assert mend in finding["hint"]["en"]
        assert mend in finding["hint"]["th"]
        assert os.system(f"cd {desk} && {mend} 2>&1") == 0
        assert told(office) == [], mend


def test_a_clone_that_is_behind(office: Office) -> None:
    git(office.desk(CLERK), "reset", "--quiet", "--hard", office.anchor)

    assert told(office) == []
    assert "doctor_clone_behind" in cautions(office)


def test_attachments_that_are_not_in_this_clone(office: Office, tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(files.pdf("คู่มือ"))
    office.write_all(CLERK, manual())
    assert office.cli(CLERK, "attach", "service-manual/office-of-palad/main", paper).code == 0
    submitted = office.cli(CLERK, "submit").json["id"]
    office.approve(submitted, HEAD, CHIEF)
    assert office.cli(CLERK, "publish", submitted).code == 0
    assert "doctor_files_missing" not in cautions(office)
    shutil.rmtree(office.desk(CLERK) / ".git/lfs/objects")

    assert "doctor_files_missing" in cautions(office)


@pytest.mark.parametrize(("days", "codes"), [(-30, ["doctor_clock_behind"]), (0, [])])
def test_a_clock_that_is_behind(office: Office, days: int, codes: list[str]) -> None:
    desk = Desk(office.desk(CLERK), clock=Clock(time.time() + days * 86_400))

    assert [finding.code for finding in doctoring.examine(desk) if finding.code not in doctoring.CAUTIONS] == codes


def test_a_git_that_is_too_old(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A git of another version, as far as it says itself."""
    program = tmp_path / "bin/git"
    program.parent.mkdir()
    real = shutil.which("git")
    program.write_text(f'#!/bin/sh\n[ "$1" = version ] && echo git version 2.30.2 && exit\nexec {real} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")

    found = doctoring.examine(Desk(office.desk(CLERK)))
    assert Finding("doctor_git_old", expected="2.34", found="2.30") in found


def test_where_there_is_no_clone(tmp_path: Path, office: Office) -> None:
    assert run_here(["doctor", "--repo", tmp_path]).code == 4
    assert run_here(["doctor", "--repo", office.origin]).code == 4
