"""What holds of every Change, however it was put together.

Each example is a real repository with real signatures; so there are few of them here, and many in the long run.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from repo_schema.admission import AnchorError
from repo_schema.approvals import Step
from repo_schema.history import History, Verdict
from repo_schema.manifests import Entry, apply_manifest
from service.ledger.repository import Repository
from service.ledger.trees import Trees
from service.ledger.verifier import verify
from service.ledger.walker import Walker
from tests.support.ledger import (
    CONTACT,
    DAY,
    Draft,
    LedgerBuilder,
    contact,
    key_of,
    manual,
    news,
    small_office,
)

Test = Callable[..., None]
FEW = settings(
    max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
MANY = settings(FEW, max_examples=500, derandomize=False)

PEOPLE = ("office-of-palad-preparer", "office-of-palad-head", "hr-preparer", "hr-head", "chief", "deputy", "admin")
OFFICES = ("head-of-office-of-palad", "head-of-hr", "chief-executive", "deputy-executive", "administrator")
HELD = {
    "office-of-palad-head": "head-of-office-of-palad",
    "hr-head": "head-of-hr",
    "chief": "chief-executive",
    "deputy": "deputy-executive",
    "admin": "administrator",
}
RULES: dict[str, Any] = {
    "schema": "policy_rules/v1",
    "attachments": {"warn_bytes": 20971520, "refuse_bytes": 104857600},
}
CONTENTS: dict[str, Callable[[], dict[str, Any]]] = {
    "exempt": lambda: contact("+6638000002"),
    "with consent": manual,
    "of another unit": lambda: news("hr"),
    "both": lambda: contact("+6638000002") | manual(),
    "of two units": lambda: contact("+6638000002") | news("hr"),
    "law": lambda: {
        "policy/rules.yaml": RULES | {"approval_max_age_days": 30, "administrators": 1, "consent_exempt": []}
    },
    "house": lambda: {"README.md": b"# read me\n"},
}


@dataclass(frozen=True)
class Signed:
    """One approval: who signs what in which office, and how old it is when it lands."""

    step: Step
    by: str
    office: str
    days: int = 0


@dataclass(frozen=True)
class Plan:
    """One submission and its merge."""

    contents: str
    author: str
    approvals: tuple[Signed, ...]
    publisher: str
    spoilt: int | None = None
    """Which commit has its signature altered: 0 the content, 1… the approvals, the last the merge."""
    dropped_policy: tuple[str, int] | None = None
    """Which entry of the policy is not there."""


signatures = st.builds(
    Signed,
    st.sampled_from(("unit_check", "consent", "administer")),
    st.sampled_from(PEOPLE),
    st.sampled_from(OFFICES),
    st.sampled_from((0, 0, 0, 89, 91)),
)
likely = st.sampled_from(sorted(HELD)).flatmap(
    lambda by: st.builds(
        Signed, st.sampled_from(("unit_check", "consent", "administer")), st.just(by), st.just(HELD[by])
    )
)
plans = st.builds(
    Plan,
    st.sampled_from(sorted(CONTENTS)),
    st.sampled_from(PEOPLE),
    st.lists(st.one_of(likely, likely, signatures), max_size=4).map(tuple),
    st.sampled_from(PEOPLE),
)


@contextmanager
def new_ledger(office: dict[str, Any] | None = None) -> Iterator[LedgerBuilder]:
    with TemporaryDirectory() as folder:
        yield LedgerBuilder(Path(folder) / "origin.git", office=office)


def office_without(entry: tuple[str, int] | None) -> dict[str, Any]:
    """The office without one of its persons' keys, memberships, holders or offices; or with a key lost or stolen."""
    office = deepcopy(small_office())
    if entry is None:
        return office
    kind, which = entry
    rows = office["offices" if kind in {"office", "holder"} else "people"]
    row = rows[which % len(rows)]
    if kind == "office":
        rows.remove(row)
    elif kind in {"lost", "compromised"}:
        row["keys"][0][kind] = "2025-10-01" if kind == "lost" else {}
    else:
        row[{"holder": "holders", "key": "keys", "membership": "units"}[kind]] = []
    return office


def spoil(ledger: LedgerBuilder, commit: str) -> str:
    return ledger.forge(commit, lambda raw: raw.replace(b" +0700\ngpgsig", b" +0630\ngpgsig"))


def verdict_on(plan: Plan) -> Verdict | None:
    """What the verifier says of it; None where the policy that is left is none."""
    with new_ledger(office_without(plan.dropped_policy)) as ledger:
        draft = ledger.prepare(CONTENTS[plan.contents](), by=plan.author)
        if plan.spoilt == 0:
            draft.content = draft.tip = spoil(ledger, draft.content)
        lands = ledger.at + 100 * DAY
        for number, signed in enumerate(plan.approvals, start=1):
            draft.approve(signed.step, signed.by, signed.office, at=lands - signed.days * DAY)
            if plan.spoilt == number:
                draft.tip = spoil(ledger, draft.tip)
        merge = ledger.publish(draft, by=plan.publisher, at=lands)
        if plan.spoilt == len(plan.approvals) + 1:
            ledger.move_main(spoil(ledger, merge))
        verdicts: list[Verdict] = []
        try:
            ledger.verify(sink=lambda verdict, _: verdicts.append(verdict))
        except AnchorError:
            return None
        return verdicts[-1]


def is_accepted(plan: Plan) -> bool:
    verdict = verdict_on(plan)
    return verdict is not None and verdict.accepted


def check_that_less_is_never_more(data: st.DataObject) -> None:
    """Whatever is taken away from a rejected Change, or from the policy it rests on, it stays rejected.

    But for an approval that itself was refused: without it, the Change is another, and stands on the rest.
    """
    plan = data.draw(plans)
    verdict = verdict_on(plan)
    assert verdict is not None
    assume(not verdict.accepted)
    refused = {finding.code for finding in verdict.findings} & {
        "approval_too_old",
        "approval_office_not_held",
        "signer_unknown",
    }
    ways = ["policy", "signature"] + (["approval"] if plan.approvals and not refused else [])
    match data.draw(st.sampled_from(ways)):
        case "policy":
            kind = data.draw(st.sampled_from(("key", "lost", "compromised", "membership", "holder", "office")))
            less = replace(plan, dropped_policy=(kind, data.draw(st.integers(0, 20))))
        case "signature":
            less = replace(plan, spoilt=data.draw(st.integers(0, len(plan.approvals) + 1)))
        case _:
            which = data.draw(st.integers(0, len(plan.approvals) - 1))
            less = replace(plan, approvals=plan.approvals[:which] + plan.approvals[which + 1 :])

    assert not is_accepted(less)


ENOUGH: dict[str, tuple[str, tuple[Signed, ...]]] = {
    "exempt": ("office-of-palad-preparer", (Signed("unit_check", "office-of-palad-head", "head-of-office-of-palad"),)),
    "with consent": (
        "office-of-palad-preparer",
        (
            Signed("unit_check", "office-of-palad-head", "head-of-office-of-palad"),
            Signed("consent", "chief", "chief-executive"),
        ),
    ),
    "of another unit": ("hr-preparer", (Signed("unit_check", "hr-head", "head-of-hr"),)),
    "law": (
        "hr-preparer",
        (Signed("administer", "admin", "administrator"), Signed("consent", "chief", "chief-executive")),
    ),
    "house": ("admin", (Signed("consent", "chief", "chief-executive"),)),
}


def check_that_every_part_is_needed(data: st.DataObject) -> None:
    """An accepted Change without any one of its approvals, or with any one signature altered, is rejected."""
    contents = data.draw(st.sampled_from(sorted(ENOUGH)))
    author, approvals = ENOUGH[contents]
    approvals = tuple(replace(row, days=data.draw(st.integers(0, 90))) for row in data.draw(st.permutations(approvals)))
    publisher = "admin" if contents in {"law", "house"} else author
    plan = Plan(contents, author, approvals, publisher)
    assert is_accepted(plan)

    which = data.draw(st.integers(0, len(approvals) - 1))
    assert not is_accepted(replace(plan, approvals=approvals[:which] + approvals[which + 1 :]))
    assert not is_accepted(replace(plan, spoilt=data.draw(st.integers(0, len(approvals) + 1))))
    other = data.draw(signatures)
    changed = (*approvals[:which], other, *approvals[which + 1 :])
    if (other.step, other.by) not in {(row.step, row.by) for row in approvals}:
        assert not is_accepted(replace(plan, approvals=changed))


class World:
    """A ledger, and everybody who does something to it."""

    def __init__(self, ledger: LedgerBuilder) -> None:
        self.ledger = ledger
        self.drafts = [ledger.prepare(contact()).approved()]
        self.heads = [ledger.head]

    def step(self, what: str, number: int) -> None:
        STEPS[what](self, number)
        self.heads.append(self.ledger.head)

    def base(self, number: int) -> str:
        """Any head that `main` has had."""
        return self.heads[number % len(self.heads)]

    def publish_twice(self, number: int) -> None:
        self.ledger.publish(self.drafts[number % len(self.drafts)])

    def publish_nothing_of_it(self, number: int) -> None:
        draft = self.keep(self.ledger.prepare(contents_of(number)).approved())
        kept = {path: self.ledger.tree_of(self.ledger.head).get(path) for path in draft.manifest}
        self.ledger.publish(draft, contents=kept)

    def publish_with_something_more(self, number: int) -> None:
        draft = self.ledger.prepare(contents_of(number)).approved()
        self.ledger.publish(draft, contents=news("legal", f"x{number}"))

    def change_the_law(self, number: int) -> None:
        rules = RULES | {"approval_max_age_days": 10 + number, "administrators": 1}
        exempt = [{"obligation": "contact", "because": "basic"}]
        changed = {"policy/rules.yaml": rules | {"consent_exempt": exempt}}
        self.ledger.publish(self.ledger.prepare(changed).approved())

    def publish(self, number: int, base: str | None = None) -> None:
        self.ledger.publish(self.keep(self.ledger.prepare(contents_of(number), base=base)).approved())

    def keep(self, draft: Draft) -> Draft:
        self.drafts.append(draft)
        return draft


def contents_of(number: int) -> dict[str, Any]:
    kinds = (contact(f"+66380000{number:02}"), manual(f"ฉบับที่ {number}"), news("hr", f"n{number}"))
    return kinds[number % 3]


STEPS: dict[str, Callable[[World, int], object]] = {
    "publish": World.publish,
    "publish another": lambda world, n: world.publish(n + 31),
    "publish from an older base": lambda world, n: world.publish(n, world.base(n)),
    "publish again": World.publish_twice,
    "publish unapproved": lambda world, n: world.ledger.publish(world.ledger.prepare(contents_of(n))),
    "publish with something more": World.publish_with_something_more,
    "publish nothing of it": World.publish_nothing_of_it,
    "land": lambda world, n: world.ledger.land(contents_of(n)),
    "land what has no rule": lambda world, _: world.ledger.land({".gitmodules": b"x"}),
    "land by a stranger": lambda world, n: world.ledger.land(contents_of(n), key=key_of("stranger")),
    "take away": lambda world, _: world.ledger.land({CONTACT: None}),
    "restore": lambda world, n: world.ledger.restore(world.base(n)),
    "restore the beginning": lambda world, _: world.ledger.restore(world.ledger.anchor),
    "fast-forward": lambda world, n: world.ledger.move_main(world.ledger.prepare(contents_of(n)).approved().tip),
    "change the law": World.change_the_law,
    "send back": lambda world, n: world.ledger.send_back(world.drafts[n % len(world.drafts)]),
    "wait": lambda world, n: world.ledger.wait(n),
}
steps = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 30)), min_size=3, max_size=12)


def check_that_the_trusted_state_is_the_sum(taken: list[tuple[str, int]]) -> None:
    """Of the anchor and every accepted manifest; and `main` is trusted exactly when its tree is that."""
    with new_ledger() as ledger:
        world = World(ledger)
        for what, number in taken:
            world.step(what, number)
        with Repository(ledger.git_dir) as repository:
            trees, walker = Trees(repository), Walker(repository, {})
            model: dict[str, Entry] = trees.entries(walker.tree_of(ledger.anchor))

            def compare(verdict: Verdict, history: History) -> None:
                nonlocal model
                model = apply_manifest(model, verdict.manifest)
                main = trees.entries(walker.tree_of(verdict.commit))
                assert verdict.accepted or not verdict.manifest
                assert history.entries == model
                assert history.is_trusted == (main == model)
                paths = main.keys() | model.keys()
                differing = {path: main.get(path) for path in paths if main.get(path) != model.get(path)}
                assert history.untrusted == differing

            verify(repository, anchor=ledger.anchor, sink=compare)


@FEW
@given(st.data())
def test_less_is_never_more(data: st.DataObject) -> None:
    check_that_less_is_never_more(data)


@FEW
@given(st.data())
def test_every_approval_and_signature_is_needed(data: st.DataObject) -> None:
    check_that_every_part_is_needed(data)


@FEW
@given(steps)
def test_the_trusted_state_is_the_sum_of_what_was_accepted(taken: list[tuple[str, int]]) -> None:
    check_that_the_trusted_state_is_the_sum(taken)


@pytest.mark.long
@MANY
@given(st.data())
def test_less_is_never_more_at_length(data: st.DataObject) -> None:
    check_that_less_is_never_more(data)


@pytest.mark.long
@MANY
@given(st.data())
def test_every_approval_and_signature_is_needed_at_length(data: st.DataObject) -> None:
    check_that_every_part_is_needed(data)


@pytest.mark.long
@MANY
@given(steps)
def test_the_trusted_state_is_the_sum_of_what_was_accepted_at_length(taken: list[tuple[str, int]]) -> None:
    check_that_the_trusted_state_is_the_sum(taken)
