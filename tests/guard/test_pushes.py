"""Pushes at a guarded repository, with plain git."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from repo_schema.passages import Reading
from service.extraction import LIMITS, Limits
from service.guard.hook import judge_push
from service.guard.installing import install, uninstall
from service.guard.rules import Update
from service.ledger import legibility
from service.ledger.attachments import Store
from service.ledger.errors import LedgerError
from tests.attacks.attack import Attack, begin
from tests.attacks.everything import ADDED_BY_VERIFY, Office, sample, small
from tests.support import files
from tests.support.guarded import Guarded, git
from tests.support.ledger import CONTACT, DAY, attachment, contact


@pytest.fixture
def guarded(tmp_path: Path) -> Guarded:
    return Guarded(small(tmp_path), tmp_path / "origin.git")


# What is honest lands.


def test_an_honest_publication_lands(guarded: Guarded) -> None:
    head = guarded.ledger.publish_item(contact("+6638000002"))

    done = guarded.push("main")

    assert (done.returncode, guarded.main) == (0, head), done.stderr


def test_what_is_dated_ahead_does_not_land(guarded: Guarded) -> None:
    """Two who sign together move the clock of the history; a guarded one no further than its own."""
    ahead = int(time.time()) + 3 * DAY
    for at, lands in ((ahead, False), (ahead - 3 * DAY, True)):
        guarded.ledger.move_main(guarded.main)
        draft = guarded.ledger.prepare(contact("+6638000002")).approve("unit_check", at=at)
        guarded.ledger.publish(draft, at=at)
        pushed = guarded.push("main")
        assert ("guard_dated_ahead" not in pushed.stderr, pushed.returncode == 0) == (lands, lands)


def test_many_pushes_one_after_another(guarded: Guarded) -> None:
    for number in range(12):  # past the writing of the state
        head = guarded.ledger.publish_item(contact(f"+663800010{number:02d}"))
        assert guarded.push("main").returncode == 0

    assert guarded.main == head


def test_a_submission_lands_is_approved_and_goes(guarded: Guarded) -> None:
    draft = guarded.ledger.prepare(contact("+6638000002"))
    branch = "refs/heads/submissions/contact/office-of-palad/main"

    first = guarded.push(f"{draft.tip}:{branch}")
    draft.approve("unit_check")
    second = guarded.push(f"{draft.tip}:{branch}")
    guarded.ledger.publish(draft)
    third = guarded.push("main", f":{branch}")

    assert [first.returncode, second.returncode, third.returncode] == [0, 0, 0], first.stderr + second.stderr
    assert (guarded.main, guarded.at(branch)) == (guarded.ledger.head, "")


def test_a_tag_is_set_once(guarded: Guarded) -> None:
    before = git(guarded.path, "rev-parse", "main~1").stdout.strip()

    assert guarded.push("main:refs/tags/2569").returncode == 0
    moved = guarded.push(f"{before}:refs/tags/2569")
    gone = guarded.push(":refs/tags/2569")

    assert "guard_tag_moved" in moved.stderr
    assert "guard_tag_moved" in gone.stderr
    assert guarded.at("refs/tags/2569") == guarded.main


# What is not honest does not.


def refused(guarded: Guarded, code: str, *specs: str) -> None:
    before = guarded.refs()

    done = guarded.push(*specs)

    assert done.returncode != 0
    assert f"remote: ✗ [{code}]" in done.stderr, done.stderr
    assert guarded.refs() == before


@pytest.mark.parametrize(("attack", "office"), sample(10))
def test_what_verification_rejects_never_lands(attack: Attack, office: Office, tmp_path: Path) -> None:
    """Every attack in the tables, its head pushed: refused by the same codes, or by git itself before that."""
    ledger = office(tmp_path)
    strike = begin(attack.play, ledger)
    guarded = Guarded(ledger, tmp_path / "origin.git")
    strike()
    before = guarded.refs()

    done = guarded.push("main")

    assert done.returncode != 0
    assert guarded.refs() == before
    named = {code for codes in attack.findings for code in codes} - ADDED_BY_VERIFY
    if "remote unpack failed" not in done.stderr:  # else stock git would not even pack or unpack it
        assert {code for code in named if f"remote: ✗ [{code}]" not in done.stderr} == set(), done.stderr


def test_main_only_moves_forward(guarded: Guarded) -> None:
    older = git(guarded.path, "rev-parse", "main~1").stdout.strip()
    refused(guarded, "history_rewritten", f"{older}:refs/heads/main")


def test_main_is_not_deleted(guarded: Guarded) -> None:
    git(
        guarded.path, "symbolic-ref", "HEAD", "refs/heads/other"
    )  # git's own rule for the current branch out of the way
    refused(guarded, "guard_main_deleted", ":refs/heads/main")


def test_a_foxtrot_is_refused(guarded: Guarded) -> None:
    ledger, old = guarded.ledger, guarded.main
    parent = git(guarded.path, "rev-parse", "main~1").stdout.strip()
    ledger.move_main(parent)
    draft = ledger.prepare(contact("+6638000003")).approved()
    ledger.publish(draft)
    ledger.move_main(
        ledger.commit(tree=draft.tree, parents=[ledger.head, old], by="office-of-palad-preparer", message="Merge\n")
    )
    refused(guarded, "history_rewritten", "main")


@pytest.mark.parametrize("ref", ["refs/heads/other", "refs/replace/" + "a" * 40, "refs/notes/x", "refs/heads/Main"])
def test_any_other_ref_is_refused(guarded: Guarded, ref: str) -> None:
    refused(guarded, "guard_ref_not_allowed", f"main:{ref}")


def test_a_branch_says_what_it_holds(guarded: Guarded) -> None:
    draft = guarded.ledger.prepare(contact("+6638000002"))
    refused(guarded, "guard_branch_name", f"{draft.tip}:refs/heads/submissions/contact/hr/main")


def test_a_draft_of_two_commits_is_no_submission(guarded: Guarded) -> None:
    ledger = guarded.ledger
    first = ledger.prepare({".github/workflows/x.yml": b"secret\n"})
    second = ledger.prepare(contact("+6638000002"), base=first.tip)
    refused(guarded, "base_not_on_main", f"{second.tip}:refs/heads/submissions/contact/office-of-palad/main")


def test_a_path_no_rule_names_is_refused_in_a_submission(guarded: Guarded) -> None:
    draft = guarded.ledger.prepare({".github/workflows/x.yml": b"secret\n"} | contact("+6638000002"))
    refused(guarded, "path_not_allowed", f"{draft.tip}:refs/heads/submissions/contact/office-of-palad/main")


def test_a_giant_document_is_refused(guarded: Guarded) -> None:
    draft = guarded.ledger.prepare({CONTACT: b"a: " + b"x" * (300 << 10)})
    refused(guarded, "yaml_too_large", f"{draft.tip}:refs/heads/submissions/contact/office-of-palad/main")


def test_one_bad_ref_refuses_the_whole_push(guarded: Guarded) -> None:
    guarded.ledger.publish_item(contact("+6638000002"))
    refused(guarded, "guard_ref_not_allowed", "main", "main:refs/heads/other")


def test_attachments_must_be_here(guarded: Guarded) -> None:
    path, pointer = guarded.ledger.attach(b"%PDF-1.7 one")
    draft = guarded.ledger.prepare(contact("+6638000002", attachments=[attachment(path, pointer)]) | {path: pointer})
    branch = f"{draft.tip}:refs/heads/submissions/contact/office-of-palad/main"
    shutil.move(guarded.ledger.git_dir / "lfs", guarded.ledger.git_dir / "elsewhere")
    refused(guarded, "file_missing_in_store", branch)
    shutil.move(guarded.ledger.git_dir / "elsewhere", guarded.ledger.git_dir / "lfs")

    assert guarded.push(branch).returncode == 0


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"MZ\x90 a program", "file_executable"), (b"\x89PNG\r\n\x1a\n", "file_broken"), (b"a text", "file_type_differs")],
)
def test_attachments_must_be_what_they_are_called(guarded: Guarded, data: bytes, code: str) -> None:
    path, pointer = guarded.ledger.attach(data)
    contents = contact("+6638000002", attachments=[attachment(path, pointer)]) | {path: pointer}
    draft = guarded.ledger.prepare(contents)
    refused(guarded, code, f"{draft.tip}:refs/heads/submissions/contact/office-of-palad/main")

    refused(guarded, code, f"{guarded.ledger.publish(draft.approved())}:refs/heads/main")


def test_what_belongs_to_nothing_is_refused(guarded: Guarded) -> None:
    """A pack with a blob that no commit in it names, straight to git-receive-pack."""
    ledger = guarded.ledger
    old, new = guarded.main, ledger.publish_item(contact("+6638000002"))
    hidden = ledger.objects.blob(b"1 1017 00203 45 0\n")
    listed = git(ledger.git_dir, "rev-list", "--objects", new, f"^{old}").stdout
    ids = "\n".join([*(line.split()[0] for line in listed.splitlines()), hidden]) + "\n"
    pack = subprocess.run(
        ["git", "-C", str(ledger.git_dir), "pack-objects", "--stdout", "-q"],
        input=ids.encode(),
        capture_output=True,
        check=True,
    ).stdout
    line = f"{old} {new} refs/heads/main\0report-status".encode()
    request = f"{len(line) + 4:04x}".encode() + line + b"0000" + pack

    done = subprocess.run(["git", "receive-pack", str(guarded.path)], input=request, capture_output=True, check=False)

    assert "guard_object_unreachable" in done.stderr.decode()
    assert guarded.main == old
    assert git(guarded.path, "cat-file", "-e", hidden).returncode != 0


def test_the_door_is_more_patient_with_a_file_than_the_desk(guarded: Guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slower or busier server must not find less in it than the checker did."""
    path, pointer = guarded.ledger.attach(files.pdf("ประกาศ"))
    contents = contact("+6638000002", attachments=[attachment(path, pointer)]) | {path: pointer}
    draft = guarded.ledger.prepare(contents)
    shutil.copytree(guarded.ledger.git_dir / "lfs", guarded.path / "lfs", dirs_exist_ok=True)
    git(guarded.path, "fetch", "--quiet", str(guarded.ledger.git_dir), draft.tip)
    given: list[Limits] = []

    def read(*_: object, limits: Limits) -> Reading:
        given.append(limits)
        return Reading((), ())

    monkeypatch.setattr(legibility, "read_file", read)
    legibility.read_contents(Store(guarded.path), {path: pointer})
    found = judge_push(guarded.path, [Update(None, draft.tip, "refs/heads/submissions/contact/office-of-palad/main")])

    desk, door = given
    assert found == []
    assert (desk, door.seconds) == (LIMITS, 4 * LIMITS.seconds)


# Two at once, and a hook killed.


def test_of_two_who_race_one_lands(tmp_path: Path) -> None:
    guarded = Guarded(small(tmp_path), tmp_path / "origin.git")
    ledger, base = guarded.ledger, guarded.main
    heads = []
    for number in range(4):
        ledger.move_main(base)
        heads.append(ledger.publish_item(contact(f"+663800020{number}")))
    command = ["git", "-C", str(ledger.git_dir), "push", "--force", str(guarded.path)]

    racing = [
        subprocess.Popen([*command, f"{head}:refs/heads/main"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for head in heads
    ]
    codes = [process.wait() for process in racing]

    assert codes.count(0) == 1
    assert guarded.main == heads[codes.index(0)]


@pytest.mark.long
@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.2, 0.3, 0.4, 0.6])
def test_a_hook_killed_half_way_lands_nothing(guarded: Guarded, seconds: float) -> None:
    hook, before = guarded.path / "hooks/pre-receive", guarded.refs()
    (guarded.path / "prongsai-guard/state").unlink()  # so that it writes one
    head, whole = guarded.ledger.publish_item(contact("+6638000002")), hook.read_text()
    hook.write_text(whole.replace(" exec ", f" exec timeout -s KILL {seconds} "))
    killed = guarded.push("main")
    assert (guarded.refs() == before) == (killed.returncode != 0)

    hook.write_text(whole)

    assert guarded.push("main").returncode == 0
    assert guarded.main == head


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"cos\nsystem\n(S'touch owned'\ntR."])
def test_a_damaged_memory_is_made_again(guarded: Guarded, damage: bytes) -> None:
    state = guarded.path / "prongsai-guard" / "state"
    mark = state.read_bytes()[: 15 + 32]
    for planted in (damage, mark + damage):
        state.write_bytes(planted)
        guarded.ledger.publish_item(contact("+6638000002" if planted == damage else "+6638000003"))

        assert guarded.push("main").returncode == 0

    assert not (guarded.path / "owned").exists()


@pytest.mark.parametrize("file", ["info/grafts", "shallow", "objects/info/alternates"])
def test_a_repository_that_lies_lets_nothing_in(guarded: Guarded, file: str, tmp_path: Path) -> None:
    before = guarded.main
    guarded.ledger.publish_item(contact("+6638000002"))
    target = guarded.path / file
    target.parent.mkdir(exist_ok=True)
    target.write_text(f"{tmp_path}/nowhere\n" if "alternates" in file else f"{before}\n")

    done = guarded.push("main")

    target.unlink()
    assert done.returncode != 0
    assert guarded.main == before


def test_replace_refs_at_the_shared_repository_change_nothing(guarded: Guarded) -> None:
    """What is pushed is judged, not what somebody wants to be shown in its place."""
    ledger, old = guarded.ledger, guarded.main
    good = ledger.publish_item(contact("+6638000002"))
    ledger.move_main(old)
    bad = ledger.land(contact("+6638000009"))
    git(guarded.path, "fetch", "--quiet", str(ledger.git_dir), good, bad)
    git(guarded.path, "replace", "--force", bad, good)
    assert git(guarded.path, "rev-list", "--count", bad).stdout == git(guarded.path, "rev-list", "--count", good).stdout

    refused(guarded, "restoration_differs", "main")


def test_a_main_rewritten_behind_the_guard_is_told(guarded: Guarded) -> None:
    git(guarded.path, "update-ref", "refs/heads/main", "main~1")
    refused(guarded, "history_rewritten", "main:refs/tags/x")


# Putting it there.


def test_installing_twice_is_once_and_a_foreign_hook_stays(guarded: Guarded) -> None:
    hook = guarded.path / "hooks/pre-receive"
    before = hook.read_bytes()
    install(guarded.path, anchor=guarded.ledger.anchor)
    assert hook.read_bytes() == before
    uninstall(guarded.path)
    uninstall(guarded.path)
    assert not hook.exists()

    hook.write_text("#!/bin/sh\nexit 0\n")
    with pytest.raises(LedgerError):
        install(guarded.path, anchor=guarded.ledger.anchor)
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"


def test_a_push_imports_neither_typer_nor_the_web() -> None:
    code = "import service.guard.hook, sys; print(sorted({'typer', 'click', 'fastapi', 'sqlite3'} & set(sys.modules)))"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout == "[]\n"
