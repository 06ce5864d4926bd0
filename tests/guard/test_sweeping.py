"""Idle drafts go for good; what lives stays."""

import os
from pathlib import Path

from service.guard.sweeping import sweep, sweep_files
from service.ledger.attachments import Store
from service.ledger.erasing import erase_bytes
from service.ledger.repository import MAIN, Repository
from service.ledger.verifier import verify
from tests.support.guarded import Guarded, git
from tests.support.ledger import DAY, LedgerBuilder, attachment, contact, manual
from tests.support.tombstones import erasure_of_texts, row_of

OLD = "refs/heads/submissions/contact/office-of-palad/main"
YOUNG = "refs/heads/submissions/service-manual/office-of-palad/main"


def age(folder: Path) -> None:
    """As if everything had arrived long ago."""
    for file in folder.rglob("*"):
        os.utime(file, (0, 0))


def test_an_idle_draft_goes_for_good(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "own.git")
    ledger.publish_item(contact())
    guarded = Guarded(ledger, tmp_path / "origin.git")
    old = ledger.prepare(contact("+6638009999"))
    ledger.wait(80)
    young = ledger.prepare(manual("อีกฉบับ"))
    assert guarded.push(f"{old.tip}:{OLD}", f"{young.tip}:{YOUNG}").returncode == 0
    age(guarded.path / "objects")
    now = ledger.at + 20 * DAY

    would = sweep(guarded.path, now=now, dry_run=True)
    stood = guarded.at(OLD)
    swept = sweep(guarded.path, now=now)

    assert ([row.ref for row in would], stood) == ([OLD], old.tip)
    assert swept == would
    assert (guarded.at(OLD), guarded.at(YOUNG), guarded.main) == ("", young.tip, ledger.head)
    assert git(guarded.path, "cat-file", "-e", old.tip).returncode != 0
    assert git(guarded.path, "cat-file", "-e", young.tip).returncode == 0
    assert git(guarded.path, "fsck", "--connectivity-only").returncode == 0


def test_where_a_text_was_erased_drafts_go_too(tmp_path: Path) -> None:
    """git's own collection fails there."""
    ledger = LedgerBuilder(tmp_path / "own.git")
    ledger.publish_item(contact())
    ledger.publish_item(contact("+6638000002"))
    item = "contact/office-of-palad/main"
    statement = erasure_of_texts(item, row_of(ledger.verify().history, item, 1))
    head = "office-of-palad-head"
    ledger.publish(ledger.prepare(statement, by=head).approve("take_down", "chief", "chief-executive"), by=head)
    guarded = Guarded(ledger, tmp_path / "origin.git")
    erase_bytes(guarded.path, anchor=ledger.anchor, ref=MAIN)
    old = ledger.prepare(contact("+6638009999"))
    assert guarded.push(f"{old.tip}:{OLD}").returncode == 0
    ledger.wait(80)
    young = ledger.prepare(manual("อีกฉบับ"))
    assert guarded.push(f"{young.tip}:{YOUNG}").returncode == 0
    assert git(guarded.path, "gc", "--quiet").returncode != 0
    age(guarded.path / "objects")
    landing = git(guarded.path, "hash-object", "-w", str(guarded.path / "config")).stdout.strip()

    swept = sweep(guarded.path, now=ledger.at + 20 * DAY)

    assert [row.ref for row in swept] == [OLD]
    for oid, is_there in ((old.tip, False), (young.tip, True), (landing, True), (ledger.head, True)):
        assert (git(guarded.path, "cat-file", "-e", oid).returncode == 0) == is_there
    assert verified(guarded, ledger)
    assert list((guarded.path / "objects").glob("??/*")) == [guarded.path / "objects" / landing[:2] / landing[2:]]


def verified(guarded: Guarded, ledger: LedgerBuilder) -> bool:
    with Repository(guarded.path) as repository:
        return verify(repository, anchor=ledger.anchor).trusted


def test_what_a_push_is_just_bringing_is_left(tmp_path: Path) -> None:
    """Objects without a ref yet, as between the hook and the moving of the ref."""
    ledger = LedgerBuilder(tmp_path / "own.git")
    guarded = Guarded(ledger, tmp_path / "origin.git")
    landing = git(guarded.path, "hash-object", "-w", str(guarded.path / "config")).stdout.strip()

    sweep(guarded.path, now=ledger.at)

    assert git(guarded.path, "cat-file", "-e", landing).returncode == 0


def test_attachments_that_nothing_names_go_too(tmp_path: Path) -> None:
    """Sent before a push that was refused: nobody reads them, and nobody would ever find them again."""
    ledger = LedgerBuilder(tmp_path / "own.git")
    path, pointer = ledger.attach(b"%PDF-1.7 named")
    ledger.publish_item(contact(attachments=[attachment(path, pointer)]) | {path: pointer})
    guarded = Guarded(ledger, tmp_path / "origin.git")
    store = Store(guarded.path)
    old, young = store.add([b"sent long ago"]), store.add([b"sent just now"])
    kept = Path(path).stem
    for sha256 in (old.sha256, kept):
        os.utime(store.path(sha256), (ledger.at - 91 * DAY,) * 2)
    os.utime(store.path(young.sha256), (ledger.at - 89 * DAY,) * 2)

    would = sweep_files(guarded.path, now=ledger.at, dry_run=True)
    stood = store.state(old)
    gone = sweep_files(guarded.path, now=ledger.at)

    assert ([row.sha256 for row in would], stood) == ([old.sha256], "present")
    assert gone == would
    assert (store.state(old), store.state(young), store.path(kept).is_file()) == ("missing", "present", True)
