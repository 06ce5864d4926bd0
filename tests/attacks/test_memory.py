"""What a machine remembers of a history never changes what is said of it: every attack, with the memory and without."""

import json
import os
import zlib
from pathlib import Path
from typing import Any

import pytest

from service.ledger import memory as memory_module
from service.ledger.caching import cache_folder
from service.ledger.kept_states import load, save
from service.ledger.repository import Repository
from service.ledger.verifier import Verification, verify
from tests.attacks.attack import Attack, begin
from tests.attacks.everything import Office, sample, small
from tests.support.ledger import LedgerBuilder, contact
from tests.support.office import run_here


@pytest.fixture(autouse=True)
def memory_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And written after every Change."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(memory_module, "_KEEP_AFTER", 1)


def look(ledger: LedgerBuilder, *, remember: bool, anchor: str | None = None) -> Verification:
    with Repository(ledger.git_dir) as repository:
        return verify(repository, anchor=anchor or ledger.anchor, remember=remember)


def told(found: Verification) -> dict[str, Any]:
    """All that is said of it, and the state that the next Change would be judged against."""
    history = found.history
    state = {
        "entries": sorted((path, str(entry)) for path, entry in history.entries.items()),
        "untrusted": sorted((path, str(entry)) for path, entry in history.untrusted.items()),
        "commits": history.commits,
        "at": history.at,
        "keys": sorted(history.key_owners.items()),
        "law": history.law,
        "published": found.public.register,
        "texts": {
            path: [history.text_of(path, number + 1) for number in range(history.versions_of(path))]
            for path in sorted(history.entries)
        },
    }
    return {**found.as_json(), "remembered": None, "state": state, "signers": found.allowed_signers()}


@pytest.mark.parametrize(("attack", "office"), sample(every=5))
def test_memory_changes_nothing_that_is_said(
    attack: Attack, office: Office, tmp_path: Path
) -> None:
    """Verified before the attack, after it, and after an honest Change that follows: each time as if for the first."""
    ledger = office(tmp_path)
    strike = begin(attack.play, ledger)
    before = look(ledger, remember=True)
    strike()

    attacked = look(ledger, remember=True)
    assert attacked.remembered == before.changes
    assert told(attacked) == told(look(ledger, remember=False))

    again = look(ledger, remember=True)
    assert again.remembered == attacked.changes
    assert told(again) == told(attacked)


def test_another_history_is_judged_by_itself(tmp_path: Path) -> None:
    """A `main` that was rewritten, or rolled back, is not taken for what was remembered, nor mixed with it."""
    ledger = small(tmp_path)
    kept = ledger.head
    ledger.publish_item(contact("+6638000002"))
    look(ledger, remember=True)

    ledger.move_main(kept)
    rolled_back = look(ledger, remember=True)
    ledger.publish_item(contact("+6638000003"))
    rewritten = look(ledger, remember=True)

    assert (rolled_back.remembered, rolled_back.head) == (0, kept)
    assert told(rewritten) == told(look(ledger, remember=False))


def test_a_memory_is_of_one_anchor(tmp_path: Path) -> None:
    """Nothing is believed for an anchor it was not proved from."""
    ledger = small(tmp_path)
    second = ledger.publish_item(contact("+6638000002"))
    look(ledger, remember=True)

    assert look(ledger, remember=True, anchor=second).remembered == 0


def test_a_memory_that_is_damaged_or_planted_is_made_again(tmp_path: Path) -> None:
    """It makes values and runs nothing; and what another release's code judged is judged anew."""
    ledger = small(tmp_path)
    look(ledger, remember=True)
    (file,) = cache_folder().glob("*.state")
    whole = file.read_bytes()
    ran = tmp_path / "ran"
    evil = b"cposix\nsystem\n(S'touch " + os.fsencode(ran) + b"'\ntR."
    mark = whole[: 15 + 32]

    checked = zlib.crc32(evil).to_bytes(4) + evil
    others = b"x" + whole[1:], mark[:-1] + b"\0" + whole[47:]

    for planted in (b"", whole[:40], whole[:-1], mark + checked, mark + evil, *others):
        file.write_bytes(planted)
        assert look(ledger, remember=True).remembered == 0
        assert not ran.exists()
        assert file.read_bytes()[: 15 + 32] == mark

    save(tmp_path / "kept", "this", {"a": frozenset({1})})
    assert load(tmp_path / "kept", "this") == {"a": frozenset({1})}
    assert load(tmp_path / "kept", "that") is None


def test_no_cache_reads_every_byte_again(tmp_path: Path) -> None:
    """What was verified once can rot: the memory cannot tell, and says so; `--no-cache` can."""
    ledger = small(tmp_path)
    for number in range(3):
        ledger.publish_item(contact(f"+663800000{number}"))
    oid = ledger.tree_of(ledger.anchor)["policy/rules.yaml"][1]
    assert look(ledger, remember=True).trusted
    loose = ledger.git_dir / "objects" / oid[:2] / oid[2:]
    loose.chmod(0o644)
    loose.write_bytes(b"rotten")

    command: list[str | Path] = ["verify", "--repo", ledger.git_dir, "--anchor", ledger.anchor, "--format", "json"]
    remembering, reading = run_here(command), run_here([*command, "--no-cache"])

    assert (remembering.code, json.loads(remembering.out)["remembered"]) == (0, 5)
    assert reading.code == 4  # could not tell
    assert "--no-cache" in run_here([*command[:-2], "--lang", "en"]).out
