"""The text of an item is gone from a repository, and every verdict is as it was; whatever else is gone is told of."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repo_schema.documents import parse_document
from repo_schema.facts import Register
from repo_schema.history import History, Verdict
from service.ledger.errors import ErasureUnprovenError, ObjectMissingError
from service.ledger.index import build
from service.ledger.registering import note_anchor, note_verdict
from service.ledger.repository import Repository
from service.ledger.verifier import begin, verify
from tests.attacks.attack import Attack, Attacks, carry_out, codes, noted_in
from tests.attacks.test_compromise import compromise, new_key_of, relist, suspended
from tests.attacks.test_tombstones import CONTACT_ID, HEAD, MANUAL_ID, PREPARER, signed
from tests.service.test_index import contents
from tests.support.ledger import CONTACT, MANUAL, LedgerBuilder, attachment, contact, manual, news
from tests.support.tombstones import erasure, erasure_of_texts, lifting, row_of, suppression

EXAMPLES = Path(__file__).parents[1] / "examples"
PDF = b"%PDF-1.7 a paper"
ATTACKS: Attacks = {}
attack = partial(noted_in, ATTACKS)


def example(kind: str, name: str, **more: Any) -> dict[str, Any]:
    document = yaml.safe_load((EXAMPLES / kind / "valid" / f"{name}.yaml").read_text(encoding="utf-8"))
    return {f"items/{kind}/policy-plan/{name}.yaml": document | more}


def erase(ledger: LedgerBuilder, item: str, *versions: int, changed: dict[str, Any] | None = None) -> str:
    """State it, as the head and the chief executive do."""
    history = ledger.verify().history
    rows = [row_of(history, item, version, **(changed or {})) for version in versions]
    number = 1
    while f"tombstones/erasure/{item}--{number}.yaml" in history.entries:
        number += 1
    ((_, document),) = erasure_of_texts(item, *rows).items()
    statement = {f"tombstones/erasure/{item}--{number}.yaml": document}
    unit = item.split("/")[1]
    return ledger.publish(signed(ledger.prepare(statement, by=f"{unit}-head"), "chief"), by=f"{unit}-head")


def blob_of(ledger: LedgerBuilder, item: str, version: int) -> str:
    return ledger.verify().history.text_of(f"items/{item}.yaml", version)[1].blob


def destroy(ledger: LedgerBuilder, *blobs: str) -> None:
    for blob in blobs:
        (ledger.git_dir / "objects" / blob[:2] / blob[2:]).unlink(missing_ok=True)


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    """An item in three versions, the first of which says what it must not."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    for number in (1, 2, 3):
        ledger.publish_item(contact(f"+663800000{number}"))
    return ledger


# What may not be stated, or brought back.


@attack("missing_take_down")
def one_person_erases_a_text(ledger: LedgerBuilder) -> None:
    row = row_of(ledger.verify().history, CONTACT_ID, 1)
    ledger.publish(ledger.prepare(erasure_of_texts(CONTACT_ID, row), by=HEAD), by=HEAD)


@attack("erasure_text_stands")
def of_the_version_that_stands(ledger: LedgerBuilder) -> None:
    erase(ledger, CONTACT_ID, 3)


@attack("erasure_text_differs")
def said_to_be_of_another_day(ledger: LedgerBuilder) -> None:
    erase(ledger, CONTACT_ID, 1, changed={"prepared_on": "2025-09-01"})


@attack("erasure_text_differs")
def said_to_have_stated_that_there_is_nothing(ledger: LedgerBuilder) -> None:
    erase(ledger, CONTACT_ID, 1, changed={"nil": True})


@attack("erasure_text_differs erasure_text_shared")
def said_of_another_blob(ledger: LedgerBuilder) -> None:
    erase(ledger, CONTACT_ID, 1, changed={"blob": blob_of(ledger, CONTACT_ID, 2)})


@attack("erasure_text_differs")
def said_of_another_change(ledger: LedgerBuilder) -> None:
    erase(ledger, CONTACT_ID, 1, changed={"commit": ledger.anchor})


@attack("erasure_text_differs")
def said_to_have_lines_that_it_had_not(ledger: LedgerBuilder) -> None:
    erase(ledger, CONTACT_ID, 1, changed={"lines": ["1"]})


@attack("erasure_text_differs")
def without_a_line_that_a_report_names(ledger: LedgerBuilder) -> Iterator[None]:
    ledger.publish_item(example("annual-plan", "2569"))
    ledger.publish_item(example("operation-6m", "2569-h1"))
    ledger.publish_item(example("annual-plan", "2569", title={"th": "แผนดำเนินงาน"}))
    yield
    erase(ledger, "annual-plan/policy-plan/2569", 1, changed={"lines": ["1", "2"]})


@attack("erasure_text_differs")
def said_twice_of_one_version(ledger: LedgerBuilder) -> None:
    erase(ledger, CONTACT_ID, 1, 1)


@attack("tombstone_versions_unknown")
def of_a_version_to_come(ledger: LedgerBuilder) -> None:
    row = row_of(ledger.verify().history, CONTACT_ID, 1) | {"version": 4}
    ledger.publish(signed(ledger.prepare(erasure_of_texts(CONTACT_ID, row), by=HEAD), "chief"), by=HEAD)


@attack("erasure_text_shared")
def of_one_of_two_versions_that_say_the_same(ledger: LedgerBuilder) -> Iterator[None]:
    ledger.publish_item(contact("+6638000001"))
    ledger.publish_item(contact("+6638000009"))
    yield
    erase(ledger, CONTACT_ID, 1)


@attack("erasure_text_shared")
def of_what_another_item_says_word_for_word(ledger: LedgerBuilder) -> Iterator[None]:
    (document,) = news("hr", "first").values()
    ledger.publish_item({"items/news/hr/first.yaml": document})
    ledger.publish_item({"items/news/hr/second.yaml": document})
    ledger.publish_item(news("hr", "first", body="อีกข่าวหนึ่ง"))
    yield
    erase(ledger, "news/hr/first", 1)


@attack("text_erased")
def brought_back(ledger: LedgerBuilder) -> Iterator[None]:
    erase(ledger, CONTACT_ID, 1)
    yield
    ledger.publish_item(contact("+6638000001"))


@attack("erasure_text_gone")
def stated_again(ledger: LedgerBuilder) -> Iterator[None]:
    erase(ledger, CONTACT_ID, 1)
    yield
    erase(ledger, CONTACT_ID, 1)


@attack("schema_wrong_value")
def lifted(ledger: LedgerBuilder) -> Iterator[None]:
    erase(ledger, CONTACT_ID, 1)
    yield
    ledger.publish(signed(ledger.prepare(lifting(CONTACT_ID, "erasure"), by=HEAD), "chief"), by=HEAD)


@attack("plan_unknown")
def a_report_on_a_plan_that_is_gone(ledger: LedgerBuilder) -> Iterator[None]:
    """Whoever cannot read the plan could not tell which lines it had."""
    ledger.publish_item(example("annual-plan", "2569"))
    ledger.publish_item(example("annual-plan", "2569", title={"th": "แผนดำเนินงาน"}))
    erase(ledger, "annual-plan/policy-plan/2569", 1)
    yield
    ledger.publish_item(example("operation-6m", "2569-h1"))


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_hostile_erasure_is_rejected(ledger: LedgerBuilder, attack: Attack) -> None:
    outcome = carry_out(attack, ledger, lambda: ledger.prepare(news("legal", "later")))

    assert outcome.codes[-1:] == attack.findings
    assert outcome.after.entries == outcome.before.entries
    assert outcome.later.entries.keys() - outcome.before.entries.keys() == {"items/news/legal/later.yaml"}


# With the text and without it.


class Seen:
    """All that a walk comes to, Change by Change."""

    def __init__(self, ledger: LedgerBuilder) -> None:
        self.steps: list[tuple[Any, ...]] = []
        self.register = Register()
        with Repository(ledger.git_dir) as repository:
            note_anchor(self.register, begin(repository, ledger.anchor, head=ledger.head))
            self.found = verify(repository, anchor=ledger.anchor, sink=self.note)
        history = self.found.history
        self.state = (history.entries, history.untrusted, history.imported, history.at, history.taken_down)
        self.files = {item: (history.files_of(item), history.referrers(item)) for item in history.entries}
        self.trusted = self.found.trusted

    def note(self, verdict: Verdict, history: History) -> None:
        kept = (verdict.commit, verdict.outcome, verdict.at, verdict.manifest, verdict.provenance)
        self.steps.append((*kept, dict(history.entries), history.is_trusted))
        note_verdict(self.register, verdict, history)

    def __eq__(self, other: object) -> bool:
        mine = (self.steps, self.state, self.files, self.trusted, self.register)
        return isinstance(other, Seen) and mine == (
            other.steps, other.state, other.files, other.trusted, other.register
        )  # fmt: skip

    __hash__ = None  # type: ignore[assignment]


def check_that_nothing_changes(ledger: LedgerBuilder, *blobs: str) -> None:
    """Neither verdicts, nor the trusted state, nor duties, nor the index, once the texts are gone."""
    whole = Seen(ledger)
    indexed = index_of(ledger, "whole.sqlite")
    destroy(ledger, *blobs)
    partial_ = Seen(ledger)
    assert partial_ == whole
    assert partial_.found.history.erased_texts["unread"] > 0
    assert index_of(ledger, "partial.sqlite") == indexed


def index_of(ledger: LedgerBuilder, name: str) -> dict[str, list[Any]]:
    path = ledger.git_dir.parent / name
    with Repository(ledger.git_dir) as repository:
        build(repository, path, anchor=ledger.anchor, pinned=True, head=ledger.head)
    tables = contents(path)
    rejected = [row for row in tables.pop("changes") if row[2] == "rejected"]
    tables["meta"] = [row for row in tables["meta"] if row[0] != "erased"]  # it counts what was not read
    return tables | {"rejected": [row[:5] for row in rejected]}  # why it was may be told otherwise


def test_verdicts_are_the_same_without_the_text(ledger: LedgerBuilder) -> None:
    erase(ledger, CONTACT_ID, 1, 2)
    ledger.publish_item(news("hr"))
    check_that_nothing_changes(ledger, blob_of(ledger, CONTACT_ID, 1), blob_of(ledger, CONTACT_ID, 2))


def test_a_text_that_was_rejected_before_is_rejected_without_it(ledger: LedgerBuilder) -> None:
    """By a law of its day that forbade it, without approvals, and as another item: nobody said that it stood there."""
    clean = ledger.head
    wanted = contact("+6638000007")
    (document,) = wanted.values()
    ledger.publish(ledger.prepare(wanted))
    ledger.restore(clean)
    ledger.publish_item({MANUAL: document})
    ledger.restore(clean)
    ledger.publish_item(wanted)
    ledger.publish_item(contact("+6638000008"))
    assert len(ledger.verify().rejected) == 2
    erase(ledger, CONTACT_ID, 4)
    check_that_nothing_changes(ledger, blob_of(ledger, CONTACT_ID, 4))


def test_an_attachment_of_an_erased_text(ledger: LedgerBuilder) -> None:
    """It came with the text, another item took it over, and it was erased itself."""
    file, pointer = ledger.attach(PDF)
    ledger.publish_item(manual(attachments=[attachment(file, pointer)]) | {file: pointer})
    ledger.publish_item(manual("ฉบับใหม่", attachments=[attachment(file, pointer)]))
    ledger.publish_item(manual("ฉบับใหม่กว่า") | {file: None})
    history = ledger.verify().history
    (sha256,) = (named.sha256 for named in history.files_named_by(MANUAL))
    ledger.publish(signed(ledger.prepare(erasure(MANUAL_ID, sha256), by=HEAD), "chief"), by=HEAD)
    erase(ledger, MANUAL_ID, 1, 2)
    check_that_nothing_changes(ledger, blob_of(ledger, MANUAL_ID, 1), blob_of(ledger, MANUAL_ID, 2))


def test_a_text_that_a_suppression_and_a_lifting_spoke_of(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(suppression(CONTACT_ID, 1, 2), by=HEAD), by=HEAD)
    ledger.publish(signed(ledger.prepare(lifting(CONTACT_ID), by=HEAD), "chief"), by=HEAD)
    erase(ledger, CONTACT_ID, 1)
    check_that_nothing_changes(ledger, blob_of(ledger, CONTACT_ID, 1))


def test_reports_on_a_plan_that_is_gone_stand_and_lie_no_less(ledger: LedgerBuilder) -> None:
    """A true report, one that names a line there never was, and a plan whose report is gone as well."""
    plan, report = "annual-plan/policy-plan/2569", "operation-6m/policy-plan/2569-h1"
    ledger.publish_item(example("annual-plan", "2569"))
    ledger.publish_item(example("operation-6m", "2569-h1"))
    clean = ledger.head
    lying = example("operation-6m", "2569-h1", title={"th": "รายงานเท็จ"})
    lying[f"items/{report}.yaml"]["content"]["lines"][0]["plan_line_no"] = "77"
    ledger.publish_item(lying)
    assert codes(ledger.verify())[-1] == ("plan_line_unknown",)
    ledger.restore(clean)
    ledger.publish_item(example("annual-plan", "2569", title={"th": "แผนดำเนินงาน"}))
    honest = example("operation-6m", "2569-h1", title={"th": "รายงาน"})
    honest[f"items/{report}.yaml"]["content"]["based_on"]["version"] = 2
    ledger.publish_item(honest)
    erase(ledger, report, 1)
    erase(ledger, plan, 1)
    check_that_nothing_changes(ledger, blob_of(ledger, plan, 1), blob_of(ledger, report, 1))


def test_an_item_of_the_anchor(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git", contents=contact("+6638000001"))
    ledger.publish_item(contact("+6638000002"))
    erase(ledger, CONTACT_ID, 1)
    check_that_nothing_changes(ledger, blob_of(ledger, CONTACT_ID, 1))


# What is gone without an accepted word for it.


def test_without_an_erasure_it_could_not_be_told(ledger: LedgerBuilder) -> None:
    destroy(ledger, blob_of(ledger, CONTACT_ID, 1))
    with pytest.raises(ObjectMissingError):
        ledger.verify()


def test_an_erasure_that_was_not_accepted_excuses_nothing(ledger: LedgerBuilder) -> None:
    row = row_of(ledger.verify().history, CONTACT_ID, 1)
    blob = blob_of(ledger, CONTACT_ID, 1)
    ledger.publish(ledger.prepare(erasure_of_texts(CONTACT_ID, row), by=HEAD), by=HEAD)
    destroy(ledger, blob)
    with pytest.raises(ErasureUnprovenError):
        ledger.verify()


def test_an_erasure_of_another_text_excuses_nothing(ledger: LedgerBuilder) -> None:
    erase(ledger, CONTACT_ID, 1)
    destroy(ledger, blob_of(ledger, CONTACT_ID, 2))
    with pytest.raises(ObjectMissingError):
        ledger.verify()


def test_a_false_word_beside_the_true_one_changes_nothing(ledger: LedgerBuilder) -> None:
    """Whoever can land something on `main` cannot have the true statement disbelieved, before it or after it."""
    history, blob = ledger.verify().history, blob_of(ledger, CONTACT_ID, 1)
    clean = ledger.head
    lying = erasure_of_texts(CONTACT_ID, row_of(history, CONTACT_ID, 1, nil=True))
    ledger.publish(ledger.prepare(lying, by=PREPARER), by=PREPARER)
    ledger.restore(clean)
    ledger.land({"tombstones/erasure/contact/office-of-palad/main--7.yaml": next(iter(lying.values()))})
    ledger.restore(clean)
    erase(ledger, CONTACT_ID, 1)
    clean = ledger.head
    ledger.land({"tombstones/erasure/contact/office-of-palad/main--9.yaml": next(iter(lying.values()))})
    ledger.restore(clean)
    check_that_nothing_changes(ledger, blob)


def test_an_unsigned_word_lends_no_lines_to_a_plan(ledger: LedgerBuilder) -> None:
    """A report that named a line the plan had not stays rejected, whatever somebody says further on."""
    plan, report = "annual-plan/policy-plan/2569", "operation-6m/policy-plan/2569-h1"
    ledger.publish_item(example("annual-plan", "2569"))
    clean = ledger.head
    lying = example("operation-6m", "2569-h1")
    lying[f"items/{report}.yaml"]["content"]["lines"][0]["plan_line_no"] = "77"
    ledger.publish_item(lying)
    ledger.restore(clean)
    ledger.publish_item(example("annual-plan", "2569", title={"th": "แผนดำเนินงาน"}))
    clean = ledger.head
    history = ledger.verify().history
    saying = erasure_of_texts(plan, row_of(history, plan, 1, lines=["1", "2", "3", "4", "5", "77"]))
    ledger.land(saying)
    ledger.restore(clean)
    erase(ledger, plan, 1)
    check_that_nothing_changes(ledger, blob_of(ledger, plan, 1))


def test_two_words_that_cannot_both_be_true_and_were_both_signed_are_both_not_believed(ledger: LedgerBuilder) -> None:
    """Whoever has the text knows the lie; whoever has not says that they cannot tell, and never the wrong thing."""
    history, blob = ledger.verify().history, blob_of(ledger, CONTACT_ID, 1)
    clean = ledger.head
    lying = erasure_of_texts(CONTACT_ID, row_of(history, CONTACT_ID, 1, nil=True))
    ledger.publish(signed(ledger.prepare(lying, by=HEAD), "chief"), by=HEAD)
    ledger.restore(clean)
    erase(ledger, CONTACT_ID, 1)
    assert ledger.verify().trusted
    assert codes(ledger.verify()) == (("erasure_text_differs",),)
    destroy(ledger, blob)
    with pytest.raises(ObjectMissingError):
        ledger.verify()


def test_an_erasure_signed_with_a_stolen_key_is_listed_again(ledger: LedgerBuilder) -> None:
    """It erases meanwhile, and is no more in doubt afterwards."""
    erase(ledger, CONTACT_ID, 1)
    ledger.wait(1)
    compromise(ledger, HEAD, since="2025-09-01")
    statement = f"tombstones/erasure/{CONTACT_ID}--1.yaml"
    assert statement in suspended(ledger)
    draft = relist(ledger, statement, by=HEAD, key=new_key_of(HEAD))
    draft.approve("take_down", "chief", "chief-executive")
    ledger.publish(draft, by=HEAD, key=new_key_of(HEAD))
    assert codes(ledger.verify()) == ()
    assert statement not in suspended(ledger)
    check_that_nothing_changes(ledger, blob_of(ledger, CONTACT_ID, 1))


def test_a_head_before_the_erasure_cannot_be_told_without_the_text(ledger: LedgerBuilder) -> None:
    before, blob = ledger.head, blob_of(ledger, CONTACT_ID, 1)
    erase(ledger, CONTACT_ID, 1)
    destroy(ledger, blob)
    ledger.move_main(before)
    with pytest.raises(ObjectMissingError):
        ledger.verify()


# Whatever else happens.


class World:
    """An office in which things go right and wrong, and texts are erased."""

    def __init__(self, ledger: LedgerBuilder) -> None:
        self.ledger = ledger
        self.number = 0

    def item(self) -> dict[str, Any]:
        self.number += 1
        return contact(f"+66380000{self.number:02}")

    def publish(self) -> None:
        self.ledger.publish_item(self.item())

    def publish_the_first_again(self) -> None:
        self.ledger.publish_item(contact("+6638000000"))

    def publish_unapproved(self) -> None:
        clean, wanted = self.ledger.head, self.item()
        self.ledger.publish(self.ledger.prepare(wanted))
        self.ledger.restore(clean)
        self.ledger.publish_item(wanted)

    def publish_stale(self) -> None:
        base = self.ledger.head
        self.publish()
        clean = self.ledger.head
        self.ledger.publish(self.ledger.prepare(self.item(), base=base).approved())
        self.ledger.restore(clean)

    def land(self) -> None:
        clean = self.ledger.head
        self.ledger.land(self.item())
        self.ledger.restore(clean)

    def suppress(self) -> None:
        self.ledger.publish(self.ledger.prepare(suppression(CONTACT_ID), by=HEAD), by=HEAD)

    def erase(self) -> None:
        """Whatever does not stand, in one statement."""
        history = self.ledger.verify().history
        standing = history.entries[CONTACT].oid
        texts = {n: history.text_of(CONTACT, n)[1].blob for n in range(1, history.versions_of(CONTACT) + 1)}
        gone = {*history.taken_down.texts, standing}
        if wanted := [number for number, blob in texts.items() if blob not in gone]:
            erase(self.ledger, CONTACT_ID, *wanted)


STEPS: dict[str, Callable[[World], None]] = {
    name: getattr(World, name)
    for name in (
        "publish", "publish_the_first_again", "publish_unapproved", "publish_stale", "land", "suppress", "erase",
    )
}  # fmt: skip
FEW = settings(
    max_examples=6, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)


@contextmanager
def new_ledger() -> Iterator[LedgerBuilder]:
    with TemporaryDirectory() as folder:
        yield LedgerBuilder(Path(folder) / "origin.git")


def check_a_world(steps: list[str]) -> None:
    with new_ledger() as ledger:
        ledger.publish_item(contact("+6638000000"))
        world = World(ledger)
        for step in ["publish", *steps, "publish", "erase"]:
            STEPS[step](world)
        gone = ledger.verify().history.taken_down.texts
        assert gone
        check_that_nothing_changes(ledger, *gone)


@FEW
@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=6))
def test_in_any_world_verdicts_are_the_same_without_the_texts(steps: list[str]) -> None:
    check_a_world(steps)


@pytest.mark.long
@settings(FEW, max_examples=150, derandomize=False)
@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=10))
def test_in_any_world_verdicts_are_the_same_without_the_texts_at_length(steps: list[str]) -> None:
    check_a_world(steps)


def test_a_statement_repeats_no_prose(ledger: LedgerBuilder) -> None:
    """Of each text it says dates, kinds and references: nothing that somebody typed."""
    row = row_of(ledger.verify().history, CONTACT_ID, 1)
    said = parse_document(yaml.safe_dump({"row": row}).encode(), path="row").value["row"]
    assert said.keys() == {
        "version", "commit", "blob", "schema", "period", "prepared_on", "effective_on", "imported", "nil", "files",
        "lines",
    }  # fmt: skip
