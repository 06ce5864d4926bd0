"""A second process that checks signatures changes nothing that is said: every attack, with it and without."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from repo_schema.commits import parse_commit
from repo_schema.keys import SignatureError
from repo_schema.openpgp_signatures import NO_KEYRING
from service.ledger import signatures, signatures_ahead
from service.ledger.signatures_ahead import SignaturesAhead
from tests.attacks.attack import Attack, begin
from tests.attacks.everything import Office, sample, small
from tests.attacks.test_memory import look, told
from tests.support.ledger import LedgerBuilder

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
"""The test runner is; `prongsai` does not fork where it is."""


@pytest.fixture
def two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """However short the history is."""
    use_two(monkeypatch)


def use_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures_ahead, "_PAYS_FROM", 2)
    monkeypatch.setattr(signatures_ahead, "_can_fork", lambda: True)


def children() -> set[int]:
    found = subprocess.run(["pgrep", "-P", str(os.getpid())], check=False, capture_output=True, text=True)
    return set(map(int, found.stdout.split()))


@pytest.mark.parametrize(("attack", "office"), sample(every=5))
def test_a_second_process_changes_nothing_that_is_said(
    attack: Attack, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = office(tmp_path)
    begin(attack.play, ledger)()
    alone = told(look(ledger, remember=False))
    use_two(monkeypatch)

    assert told(look(ledger, remember=False)) == alone


@pytest.mark.usefixtures("two_processes")
def test_what_it_says_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = small(tmp_path)
    raw, key = ledger.raw(ledger.head), ledger_key(ledger)

    with SignaturesAhead.over(2) as ahead:
        monkeypatch.setattr(signatures, "verify_signature", None)
        ahead.ask([(ledger.head, raw)])
        assert ahead.verify(parse_commit(ledger.head, raw), raw, NO_KEYRING).key == key


@pytest.mark.usefixtures("two_processes")
def test_it_is_believed_about_the_very_bytes_it_saw(tmp_path: Path) -> None:
    """A commit longer than any may be is read only in part: what signs the whole does not sign the part."""
    ledger = small(tmp_path)
    raw = ledger.raw(ledger.head)
    part = raw[:-2] + b"\n"

    with SignaturesAhead.over(2) as ahead:
        ahead.ask([(ledger.head, raw)])
        with pytest.raises(SignatureError):
            ahead.verify(parse_commit(ledger.head, part), part, NO_KEYRING)


def ledger_key(ledger: LedgerBuilder) -> str:
    with SignaturesAhead.over(0) as alone:
        raw = ledger.raw(ledger.head)
        return alone.verify(parse_commit(ledger.head, raw), raw, NO_KEYRING).key


@pytest.mark.usefixtures("two_processes")
def test_it_may_die_and_leaves_nothing_behind(tmp_path: Path) -> None:
    ledger = small(tmp_path)
    raw = ledger.raw(ledger.head)
    before = children()

    for when in ("before it is asked", "before it is heard"):
        with SignaturesAhead.over(2) as ahead:
            (other,) = children() - before
            if when == "before it is heard":
                os.kill(other, signal.SIGSTOP)
                ahead.ask([(ledger.head, raw)])
            os.kill(other, signal.SIGKILL)
            ahead.ask([(ledger.head, raw)])
            assert ahead.verify(parse_commit(ledger.head, raw), raw, NO_KEYRING).key == ledger_key(ledger)
    assert children() <= before


@pytest.mark.usefixtures("two_processes")
def test_without_room_for_it_the_first_does_it_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = small(tmp_path)

    def refuse() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    with SignaturesAhead.over(2) as ahead:
        raw = ledger.raw(ledger.head)
        ahead.ask([(ledger.head, raw)])
        assert ahead.verify(parse_commit(ledger.head, raw), raw, NO_KEYRING).key


def test_it_ends_with_the_first() -> None:
    """Killed, interrupted or done: no process stays."""
    program = (
        "import os, sys\n"
        "from service.ledger.signatures_ahead import SignaturesAhead\n"
        "with SignaturesAhead.over(10_000) as ahead:\n"
        "    print('begun', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "begun\n"
        found = subprocess.run(["pgrep", "-P", str(first.pid)], check=False, capture_output=True, text=True)
        second = [*map(int, found.stdout.split())]
        assert len(second) == (1 if len(os.sched_getaffinity(0)) > 1 else 0)
        first.kill()
    for pid in second:
        for _ in range(200):
            if not Path(f"/proc/{pid}").exists():
                break
            time.sleep(0.05)
        assert not Path(f"/proc/{pid}").exists()
