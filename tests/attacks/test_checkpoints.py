"""`main` rewritten, truncated, forked, foxtrotted and rolled back, against a checkpoint, a witness and a guard.

Each is done with plain git, as whoever can write the repository would; everything on the false `main` is well approved.
"""

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from repo_schema.admission import AnchorError
from repo_schema.history import day_of
from service.guard.installing import install
from service.ledger.checkpoints import judge_checkpoint, make_checkpoint, open_key
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.follower import Follower
from service.ledger.index import build
from service.ledger.read_model import ReadModel
from service.ledger.receipts import RECEIPTS, record
from service.ledger.repository import Repository
from service.ledger.verifier import ForkedError, Verification, verify
from service.ledger.witnesses import Cosigned
from service.ledger.witnesses import witness as cosign
from tests.support.keys import KeyPair
from tests.support.ledger import DAY, START, LedgerBuilder, contact, manual
from tests.support.receiver import SERVER, receive
from tests.support.witnessing import BRANCH, WITNESS, checkpoint, key_file, office_with_witness, witnessed

LATER = START + 2 * DAY


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    """Three publications."""
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office_with_witness())
    for number in range(3):
        ledger.publish_item(contact(f"+663800000{number}"))
    return ledger


def first_parent(ledger: LedgerBuilder, commit: str) -> str:
    return ledger.raw(commit).decode().split("parent ")[1][:40]


def rewrite(ledger: LedgerBuilder) -> None:
    ledger.move_main(ledger.anchor)
    for number in range(5, 9):
        ledger.publish_item(contact(f"+663800000{number}"))


def truncate(ledger: LedgerBuilder) -> None:
    ledger.move_main(first_parent(ledger, ledger.head))


def roll_back(ledger: LedgerBuilder) -> None:
    ledger.move_main(ledger.anchor)


def fork(ledger: LedgerBuilder) -> None:
    ledger.move_main(first_parent(ledger, ledger.head))
    ledger.publish_item(manual())


def foxtrot(ledger: LedgerBuilder) -> None:
    """The old `main` as the second parent of a merge onto another line."""
    old = ledger.head
    ledger.move_main(ledger.anchor)
    ledger.publish_item(manual())
    tree = ledger.write_tree(ledger.tree_of(ledger.head), {})
    ledger.move_main(ledger.commit(tree=tree, parents=[ledger.head, old], by="office-of-palad-preparer", message="M\n"))


NOT_RECEIVERS = "checkpoint_not_receivers"
FALSE_MAINS = [rewrite, truncate, roll_back, fork, foxtrot]
Attack = Callable[[LedgerBuilder], None]


def verified(ledger: LedgerBuilder, note: str) -> Verification:
    with Repository(ledger.git_dir) as repository:
        return verify(repository, anchor=ledger.anchor, checkpoint=note)


def said_by_a_new_service(ledger: LedgerBuilder, tmp_path: Path) -> Any:
    """What a service that never saw this repository says was rejected; it trusts none of it."""
    with Follower(ledger.git_dir, tmp_path / "new.sqlite", anchor=ledger.anchor) as follower:
        follower.start()
    found = asked(tmp_path / "new.sqlite")
    assert not found["trusted"]
    return found["rejected"]


def asked(index: Path) -> dict[str, Any]:
    model = ReadModel(index)
    try:
        with model.snapshot() as snapshot:
            return snapshot.verification()
    finally:
        model.close()


def codes(found: Verification) -> set[str]:
    return {finding.code for finding in found.checkpoint.findings} if found.checkpoint else set()


def test_a_history_that_grew_extends_the_checkpoint(ledger: LedgerBuilder) -> None:
    note = checkpoint(ledger)
    ledger.publish_item(manual())
    found = verified(ledger, note)

    assert found.trusted
    assert found.checkpoint is not None
    assert (found.checkpoint.signed_by, found.checkpoint.findings) == (SERVER, ())


@pytest.mark.parametrize("attack", FALSE_MAINS)
def test_a_kept_checkpoint_tells_every_false_main(ledger: LedgerBuilder, attack: Attack) -> None:
    note = checkpoint(ledger)
    attack(ledger)
    found = verified(ledger, note)

    assert not found.trusted
    assert codes(found) == {"history_rewritten"}


@pytest.mark.parametrize("attack", FALSE_MAINS)
def test_a_witness_cosigns_no_false_main_though_the_receiver_signs_it(ledger: LedgerBuilder, attack: Attack) -> None:
    witnessed(ledger, checkpoint(ledger), at=LATER)
    before = (ledger.git_dir / BRANCH).read_text()
    attack(ledger)

    with pytest.raises(RefusedError) as refused:
        witnessed(ledger, checkpoint(ledger), at=LATER + DAY)
    assert [finding.code for finding in refused.value.findings] == ["history_rewritten"]
    assert (ledger.git_dir / BRANCH).read_text() == before


@pytest.mark.parametrize("attack", FALSE_MAINS)
def test_a_witness_whose_branch_names_another_main_fails_every_run(
    ledger: LedgerBuilder, attack: Attack, tmp_path: Path
) -> None:
    """Nobody brought a checkpoint, and there are no receipts."""
    witnessed(ledger, checkpoint(ledger), at=LATER)
    attack(ledger)
    found = ledger.verify()

    assert not found.trusted
    assert [finding.code for finding in found.contradictions] == ["history_rewritten"]
    assert said_by_a_new_service(ledger, tmp_path) == found.as_json()["rejected"]


@pytest.mark.parametrize("attack", FALSE_MAINS)
def test_a_witness_with_a_new_clone_remembers_what_they_cosigned(
    ledger: LedgerBuilder, tmp_path: Path, attack: Attack
) -> None:
    witnessed(ledger, checkpoint(ledger), at=LATER)
    attack(ledger)

    with pytest.raises(RefusedError) as refused:
        cosign_in_a_new_clone(ledger, tmp_path / "new")
    assert {finding.code for finding in refused.value.findings} == {"history_rewritten"}


def test_a_witness_with_a_new_clone_goes_on_where_they_were(ledger: LedgerBuilder, tmp_path: Path) -> None:
    first = witnessed(ledger, checkpoint(ledger), at=LATER).commit
    ledger.publish_item(manual())
    commit = cosign_in_a_new_clone(ledger, tmp_path / "new").commit

    assert commit is not None
    with Repository(tmp_path / "new") as repository:
        assert repository.first_parents(commit) == [first, commit]


def cosign_in_a_new_clone(ledger: LedgerBuilder, path: Path) -> Cosigned:
    subprocess.run(["git", "clone", "-q", str(ledger.git_dir), str(path)], check=True)
    file = key_file(ledger, WITNESS)
    with Repository(path) as repository:
        found = verify(repository, anchor=ledger.anchor)
        note, key, against = checkpoint(ledger), open_key(file), found.contradictions
        return cosign(repository, found.history, note, key, file, contradictions=against)


def test_a_new_witness_cosigns_nothing_that_receipts_contradict(ledger: LedgerBuilder) -> None:
    receive(ledger, LATER)
    rewrite(ledger)

    with pytest.raises(RefusedError) as refused:
        witnessed(ledger, checkpoint(ledger), at=LATER + DAY)
    assert [finding.code for finding in refused.value.findings] == ["history_rewritten"]


def test_what_no_witness_cosigned_accuses_nobody_from_a_witnesss_branch(ledger: LedgerBuilder) -> None:
    """A receiver's word, brought there by whoever can push: named, and no more."""
    note = checkpoint(ledger)
    ledger.move_main(first_parent(ledger, ledger.head))
    tree = ledger.write_tree({}, {})
    (ledger.git_dir / BRANCH).parent.mkdir(parents=True)
    (ledger.git_dir / BRANCH).write_text(ledger.commit(tree=tree, parents=[], by=SERVER, message=note) + "\n")
    found = ledger.verify()

    assert [finding.code for finding in found.witnesses.findings] == ["witness_invalid"]
    assert found.trusted


@pytest.mark.parametrize("attack", FALSE_MAINS)
def test_the_guard_takes_no_false_main(ledger: LedgerBuilder, tmp_path: Path, attack: Attack) -> None:
    shared = tmp_path / "shared.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(ledger.git_dir), str(shared)], check=True)
    install(shared, anchor=ledger.anchor)
    attack(ledger)
    push = ["git", "-C", str(ledger.git_dir), "push", "-q", "--force", str(shared), f"{ledger.head}:refs/heads/main"]

    run = subprocess.run(push, check=False, capture_output=True, text=True)
    assert run.returncode != 0
    assert "[remote rejected]" in run.stderr


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        pytest.param(lambda note: note.replace("changes: 3", "changes: 2"), NOT_RECEIVERS, id="altered"),
        pytest.param(lambda note: note.replace("— ", "- "), "checkpoint_invalid", id="no note"),
        pytest.param(lambda note: note.replace("/server", "/admin"), NOT_RECEIVERS, id="in another's name"),
        pytest.param(lambda note: note.replace(" v1", " v2"), "checkpoint_invalid", id="of another version"),
    ],
)  # fmt: skip
def test_a_forged_checkpoint_proves_nothing_and_fails_the_run(
    ledger: LedgerBuilder, forge: Callable[[str], str], code: str
) -> None:
    """Never a pass, and never an accusation of the history either."""
    found = verified(ledger, forge(checkpoint(ledger)))

    assert (found.trusted, codes(found)) == (False, {code})


def test_only_a_receiver_makes_a_checkpoint_and_only_a_witness_cosigns(ledger: LedgerBuilder) -> None:
    with pytest.raises(LedgerError):
        checkpoint(ledger, by="admin")
    with pytest.raises(LedgerError):
        witnessed(ledger, checkpoint(ledger), at=LATER, by=SERVER)


def test_a_receiver_or_an_officer_cannot_be_the_witness(tmp_path: Path) -> None:
    office = office_with_witness()
    office["offices"][-1]["holders"].append({"person": SERVER, "since": "2019-10-01"})

    with pytest.raises(AnchorError) as refused:
        LedgerBuilder(tmp_path / "origin.git", office=office).verify()
    assert {finding.code for finding in refused.value.findings} == {"law_witness_not_apart"}


def rob(ledger: LedgerBuilder, **since: str) -> KeyPair:
    """Policy says that somebody else may have signed with the receiver's key; the new one."""
    fresh = KeyPair.ed25519()
    path = "policy/people.yaml"
    people = ledger.read(path)
    for person in people["people"]:
        if person["id"] == SERVER:
            person["keys"][0]["compromised"] = since
            person["keys"].append({"key": fresh.public_line, "since": "2019-10-01"})
    ledger.publish(ledger.prepare({path: people}).approve("consent").approve("administer"))
    return fresh


def received(ledger: LedgerBuilder) -> list[tuple[int, int]]:
    """What receipts date: up to which Change, and when."""
    return [(span.last, span.received) for span in ledger.verify().receipts.spans]


def test_of_a_stolen_receivers_receipts_only_those_a_witness_saw_count(ledger: LedgerBuilder) -> None:
    receive(ledger, LATER)
    witnessed(ledger, checkpoint(ledger), at=LATER + 60)
    ledger.publish_item(manual())
    receive(ledger, LATER + DAY)
    assert [span.last for span in ledger.verify().receipts.spans] == [3, 4]
    rob(ledger)
    found = ledger.verify()

    assert [span.last for span in found.receipts.spans] == [3]
    assert [finding.code for finding in found.receipts.findings] == ["receipt_unwitnessed", "receipt_as_witnessed"]


def test_an_antedated_receipt_of_a_stolen_key_dates_from_when_a_witness_saw_it(ledger: LedgerBuilder) -> None:
    """T246: written by the thief, dated two days back, cosigned by an honest witness before anybody knows."""
    receive(ledger, LATER)
    witnessed(ledger, checkpoint(ledger), at=LATER + 60)
    ledger.publish_item(manual())
    receive(ledger, LATER + 90)
    witnessed(ledger, checkpoint(ledger), at=LATER + 2 * DAY)
    assert received(ledger) == [(3, LATER), (4, LATER + 90)], "nobody can know yet"
    rob(ledger)
    found = ledger.verify()

    assert received(ledger) == [(3, LATER + 60), (4, LATER + 2 * DAY)]
    assert [(row.code, row.expected) for row in found.receipts.findings] == [("receipt_as_witnessed", "2")]


def test_of_several_witnesses_the_first_who_saw_a_receipt_dates_it(ledger: LedgerBuilder) -> None:
    """Also where they cosigned a later state that contains it."""
    receive(ledger, LATER)
    ledger.publish_item(manual())
    receive(ledger, LATER + 10)
    witnessed(ledger, checkpoint(ledger), at=LATER + DAY)
    ledger.publish_item(manual("ฉบับใหม่"))
    receive(ledger, LATER + 20)
    witnessed(ledger, checkpoint(ledger), at=LATER + 2 * DAY)
    rob(ledger)

    assert received(ledger) == [(3, LATER + DAY), (4, LATER + DAY), (5, LATER + 2 * DAY)]


def test_what_a_witness_saw_before_the_day_of_the_theft_keeps_its_time(ledger: LedgerBuilder) -> None:
    receive(ledger, LATER)
    witnessed(ledger, checkpoint(ledger), at=LATER + 60)
    ledger.publish_item(manual())
    receive(ledger, LATER + 90)
    witnessed(ledger, checkpoint(ledger), at=LATER + 3 * DAY)
    rob(ledger, since=f"{day_of(LATER + 2 * DAY)}")

    assert received(ledger) == [(3, LATER), (4, LATER + 3 * DAY)]


def test_a_sound_receipt_on_top_of_a_stolen_one_bounds_it(ledger: LedgerBuilder) -> None:
    """Hash by hash it contains what stands below: that was there by then, though a witness came later."""
    receive(ledger, LATER)
    fresh = rob(ledger)
    receive(ledger, LATER + DAY, key=fresh)
    witnessed(ledger, checkpoint_with(ledger, fresh), at=LATER + 5 * DAY)

    assert received(ledger) == [(3, LATER + DAY), (4, LATER + DAY)]


def test_a_stolen_key_cannot_make_every_later_receipt_run_backwards(ledger: LedgerBuilder) -> None:
    """T266: dated in a far year; what the server writes with its new key counts all the same."""
    receive(ledger, LATER)
    witnessed(ledger, checkpoint(ledger), at=LATER)
    ledger.publish_item(manual())
    receive(ledger, LATER + 9000 * DAY)
    witnessed(ledger, checkpoint(ledger), at=LATER + DAY)
    fresh = rob(ledger)
    key = fresh.write(ledger.git_dir.parent / "keys" / "fresh")
    assert record(ledger.git_dir, key, domain="banbueng.example", clock=lambda: float(LATER + 2 * DAY))

    assert received(ledger) == [(3, LATER), (4, LATER + DAY), (5, LATER + 2 * DAY)]


def checkpoint_with(ledger: LedgerBuilder, key: KeyPair) -> str:
    with Repository(ledger.git_dir) as repository:
        found = verify(repository, anchor=ledger.anchor)
        file = key.write(ledger.git_dir.parent / "keys" / "fresh")
        return make_checkpoint(found.history, repository.head(RECEIPTS), open_key(file))


def test_an_index_that_knew_nothing_of_the_theft_is_put_right(ledger: LedgerBuilder, tmp_path: Path) -> None:
    """On the service too, and as if it had always been known."""
    receive(ledger, LATER)
    ledger.publish_item(manual())
    receive(ledger, LATER + 90)
    witnessed(ledger, checkpoint(ledger), at=LATER + 2 * DAY)
    with Follower(ledger.git_dir, tmp_path / "grown.sqlite", anchor=ledger.anchor) as follower:
        follower.start()
        before = published(tmp_path / "grown.sqlite")
        rob(ledger)
        follower.refresh()
    with Repository(ledger.git_dir) as repository:
        build(repository, tmp_path / "whole.sqlite", anchor=ledger.anchor, pinned=True, head=ledger.head)
    grown = published(tmp_path / "grown.sqlite")

    assert (before[3], before[4]) == (LATER, LATER + 90)
    assert (grown[3], grown[4]) == (LATER + 2 * DAY, LATER + 2 * DAY)
    assert grown == published(tmp_path / "whole.sqlite")


def published(index: Path) -> dict[int, int]:
    """When each Change became public, by position."""
    with closing(sqlite3.connect(index)) as connection:
        return dict(connection.execute("SELECT position, at FROM changes"))


def test_what_a_witness_saw_stays_proven_when_the_receivers_key_is_stolen(ledger: LedgerBuilder) -> None:
    note = checkpoint(ledger)
    cosigned = witnessed(ledger, note, at=LATER).note
    rob(ledger)
    history = ledger.verify().history

    assert [finding.code for finding in judge_checkpoint(note, history).findings] == ["checkpoint_not_receivers"]
    assert [row.person for row in judge_checkpoint(cosigned, history).witnesses] == [WITNESS]
    assert judge_checkpoint(cosigned, history).findings == ()


def merge_main_into_own_work(ledger: LedgerBuilder) -> None:
    """As an honest clerk may, without the guard: a side line with a merge of their own on it, then merged."""
    base = ledger.head
    draft = ledger.prepare(manual())
    receive(ledger, LATER)
    ledger.publish_item(contact("+6638000007"))
    receive(ledger, LATER + DAY)
    by = "office-of-palad-preparer"
    tree = ledger.write_tree(ledger.tree_of(ledger.head) | ledger.tree_of(draft.content), {})
    side = ledger.commit(tree=tree, parents=[draft.content, ledger.head], by=by, message="Merge main\n")
    assert base != ledger.head
    ledger.move_main(ledger.commit(tree=tree, parents=[ledger.head, side], by=by, message="Merge\n"))
    ledger.restore(first_parent(ledger, ledger.head))


def test_main_merged_into_ones_own_work_is_rejected_and_no_rewriting_to_who_kept_a_checkpoint(
    ledger: LedgerBuilder,
) -> None:
    merge_main_into_own_work(ledger)
    found = verified(ledger, checkpoint(ledger))

    assert [row.findings[0].code for row in found.rejected] == ["merge_shape"]
    assert "history_rewritten" not in {finding.code for row in found.rejected for finding in row.findings}
    assert found.trusted


def test_to_whoever_kept_nothing_the_same_reads_as_a_rewriting_whatever_others_saw(ledger: LedgerBuilder) -> None:
    merge_main_into_own_work(ledger)

    assert ledger.verify().receipts.spans
    assert not ledger.verify().trusted


def test_a_foxtrot_is_excused_by_no_receipts_made_anew_and_by_no_witness_of_a_head_in_its_middle(
    ledger: LedgerBuilder,
) -> None:
    """With a publisher's and the receiver's key: every head of the false line received, one of them cosigned."""
    old = ledger.head
    ledger.move_main(ledger.anchor)
    for step, phone in enumerate(("+6638000007", "+6638000008")):
        ledger.publish_item(contact(phone))
        receive(ledger, LATER + step * 60)
    middle = checkpoint(ledger)
    tree = ledger.write_tree(ledger.tree_of(ledger.head), {})
    ledger.move_main(ledger.commit(tree=tree, parents=[ledger.head, old], by="office-of-palad-preparer", message="M\n"))
    receive(ledger, LATER + DAY)
    witnessed(ledger, middle, at=LATER + DAY)
    found = ledger.verify()

    assert found.witnesses.rows
    assert found.receipts.spans
    assert not found.trusted


def test_a_foxtrot_is_not_excused_by_receipts_of_the_line_it_displaced(ledger: LedgerBuilder) -> None:
    receive(ledger, LATER)
    foxtrot(ledger)

    assert not ledger.verify().trusted


def test_a_foxtrot_is_not_excused_by_receipts_made_after_it(ledger: LedgerBuilder) -> None:
    """By a receiver that saw only the false main."""
    foxtrot(ledger)
    receive(ledger, LATER)

    assert not ledger.verify().trusted


def test_a_service_trusts_no_main_that_pushed_another_aside(ledger: LedgerBuilder, tmp_path: Path) -> None:
    """Nor after it was started again, nor when a new release makes a new index: it never saw how that came about."""
    foxtrot(ledger)
    found = ledger.verify().as_json()["rejected"]
    assert {row["code"] for row in found[-1]["findings"]} >= {"history_rewritten"}
    assert said_by_a_new_service(ledger, tmp_path) == found

    ledger.publish_item(contact("+6638000099"))
    for of_old in (False, True):
        if of_old:
            with closing(sqlite3.connect(tmp_path / "new.sqlite")) as index, index:
                index.execute("UPDATE meta SET value = '1' WHERE key = 'format'")
        assert said_by_a_new_service(ledger, tmp_path) == found


def test_a_service_knows_the_main_that_it_has_seen_itself(ledger: LedgerBuilder, tmp_path: Path) -> None:
    """Somebody merges `main` into their own work of yesterday, and that lands: rejected, no sign of another main."""
    base = ledger.head
    with Follower(ledger.git_dir, tmp_path / "new.sqlite", anchor=ledger.anchor) as follower:
        follower.start()
        ledger.publish_item(contact("+6638000099"))
        follower.refresh()
        draft = ledger.prepare(manual(), base=base).approved()
        author = "office-of-palad-preparer"
        draft.tip = ledger.commit(tree=draft.tree, parents=[draft.tip, ledger.head], by=author, message="Merge main\n")
        ledger.publish(draft)
        follower.refresh()
        assert not ledger.verify().trusted, "who saw nothing before cannot know"
        assert asked(tmp_path / "new.sqlite")["rejected"]
        follower.start()
    told = [finding["code"] for row in asked(tmp_path / "new.sqlite")["rejected"] for finding in row["findings"]]
    assert "history_rewritten" not in told


def test_a_service_of_a_new_release_still_knows_the_head_it_saw(ledger: LedgerBuilder, tmp_path: Path) -> None:
    index = tmp_path / "new.sqlite"
    with Follower(ledger.git_dir, index, anchor=ledger.anchor) as follower:
        follower.start()
    with closing(sqlite3.connect(index)) as stored, stored:
        stored.execute("UPDATE meta SET value = '1' WHERE key = 'format'")
    rewrite(ledger)

    with Follower(ledger.git_dir, index, anchor=ledger.anchor) as follower, pytest.raises(ForkedError):
        follower.start()
