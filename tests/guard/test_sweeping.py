"""Idle drafts go for good; what lives stays."""

import os
from pathlib import Path

from service.guard.sweeping import sweep
from tests.support.guarded import Guarded, git
from tests.support.ledger import DAY, LedgerBuilder, contact, manual

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


def test_what_a_push_is_just_bringing_is_left(tmp_path: Path) -> None:
    """Objects without a ref yet, as between the hook and the moving of the ref."""
    ledger = LedgerBuilder(tmp_path / "own.git")
    guarded = Guarded(ledger, tmp_path / "origin.git")
    landing = git(guarded.path, "hash-object", "-w", str(guarded.path / "config")).stdout.strip()

    sweep(guarded.path, now=ledger.at)

    assert git(guarded.path, "cat-file", "-e", landing).returncode == 0
