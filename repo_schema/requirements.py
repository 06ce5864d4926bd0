"""Which signatures a change needs, by the law of its day, and which of them are still missing.

The judge, the inbox and the check that a new policy leaves every rule satisfiable all ask here, so that they cannot
come to differ. Empty means no: an office nobody holds, a unit nobody heads, is a requirement nobody can meet.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from repo_schema.approvals import Step
from repo_schema.law import Law, Policy
from repo_schema.layout import (
    AttestationPath,
    HousePath,
    ItemPath,
    LawPath,
    ObjectionPath,
    RecoveryPath,
    TombstonePath,
    WaiverPath,
    classify,
)
from repo_schema.privacy.decisions import Decision
from repo_schema.reviews import RecordedReview, Strength

POLICY_SCOPE: Final = "policy"
_CHECKERS: Final = ("unit_head", "data_reviewer")
_OF_A_UNIT: Final = ItemPath | AttestationPath | WaiverPath


@dataclass(frozen=True, slots=True)
class Requirement:
    """`count` persons must each sign `step` in one of `offices`; none of them may sign another step of this scope.

    Unless it is `combinable`: then whoever signs it may sign the other such steps too, in another office.
    """

    step: Step
    scope: str
    """A unit's id, or `policy`."""
    offices: frozenset[str]
    count: int = 1
    combinable: bool = False


@dataclass(frozen=True, slots=True)
class Approval:
    """A **fact**: this person, holding this office, signed this step of the change at hand."""

    step: Step
    office: str
    person: str
    commit: str
    signed_at: int
    """Unix seconds, as the signer claims; of a merge review, as the forge does."""
    review: RecordedReview | None = None
    """The merge review that stands for the person's own signature; a recorder signed it."""
    decisions: tuple[Decision, ...] = ()
    """What a unit check decided of personal data and secrets that were found."""

    @property
    def strength(self) -> Strength:
        """How strong the proof is that this person approved."""
        return self.review.strength if self.review else "signed_commit"


def requirements(law: Law, paths: Iterable[str], *, decided: bool = False) -> tuple[Requirement, ...]:
    """The steps due before `paths` may be published, beside preparing and publishing.

    Once something personal or secret was found and `decided`, no path of the submission is exempt from consent, and who
    decided it is not who consents.
    """
    needs_consent: dict[str, bool] = defaultdict(bool)
    administered = False
    alone: list[Requirement] = []
    for path in paths:
        match classify(path):
            case ItemPath(obligation=obligation, unit=unit):
                needs_consent[unit] |= decided or law.needs_consent(obligation)
            case AttestationPath(unit=unit):  # says that nothing changed: whoever consented to it has consented
                needs_consent[unit] |= decided
            case WaiverPath(unit=unit):  # no obligation is exempt from this
                needs_consent[unit] = True
            case TombstonePath() as kind:
                alone += _of_tombstone(law.policy, kind)
            case RecoveryPath():
                alone.append(_chief_executive(law.policy))
            case ObjectionPath():
                alone.append(Requirement("administer", POLICY_SCOPE, law.policy.offices_for(("administrator",))))
            case LawPath() | HousePath():
                administered = True
    due = [
        replace(need, combinable=need.combinable and not decided)
        for unit, consent in sorted(needs_consent.items())
        for need in _of_unit(law.policy, unit, consent)
    ]
    due += alone
    return tuple(due) + (_of_policy(law.policy) if administered else ())


def is_decided(approvals: Iterable[Approval]) -> bool:
    """Whether any signed form, whoever's, decides a finding: a function of the forms and of nothing else.

    That somebody looked at every page of what no program can read is no finding: no photograph needs consent for that.
    """
    return any(decision.kind != "examined" for approval in approvals for decision in approval.decisions)


def decided_by_checkers(
    law: Law, paths: Iterable[str], approvals: Iterable[Approval], author: str | None
) -> tuple[Decision, ...]:
    """The decisions that let something stand: of another person than the author, in an office that checks that unit.

    An attachment is of every unit whose item is beside it.
    """
    units = {kind.unit for path in paths if isinstance(kind := classify(path), _OF_A_UNIT)}
    return tuple(
        decision
        for approval in approvals
        if approval.step == "unit_check" and approval.person != author
        for decision in approval.decisions
        for kind in [classify(decision.spot.path)]
        if any(
            approval.office in law.policy.offices_for(_CHECKERS, unit)
            for unit in ({kind.unit} if isinstance(kind, _OF_A_UNIT) else units)
        )
    )


def _of_unit(policy: Policy, unit: str, consent: bool) -> Sequence[Requirement]:  # noqa: FBT001 - private
    combinable = unit in policy.rules.combined
    check = Requirement("unit_check", unit, policy.offices_for(_CHECKERS, unit), combinable=combinable)
    executives = policy.offices_for(("executive", "chief_executive"), unit)
    return (check, Requirement("consent", unit, executives, combinable=combinable)) if consent else (check,)


def _of_tombstone(policy: Policy, kind: TombstonePath) -> Sequence[Requirement]:
    """Where policy names no offices for it, nobody can sign it."""
    signatures = policy.rules.take_down.get(kind.kind) or (frozenset(),)
    return [Requirement("take_down", kind.unit, policy.offices_for(kinds, kind.unit)) for kinds in signatures]


def _of_policy(policy: Policy) -> tuple[Requirement, ...]:
    administrators = policy.offices_for(("administrator",))
    return (
        Requirement("administer", POLICY_SCOPE, administrators, policy.rules.administrators),
        _chief_executive(policy),
    )


def _chief_executive(policy: Policy) -> Requirement:
    return Requirement("consent", POLICY_SCOPE, policy.offices_for(("chief_executive",)))


def unmet(
    due: Iterable[Requirement], approvals: Iterable[Approval], *, author: str, author_offices: frozenset[str]
) -> tuple[Requirement, ...]:
    """The requirements of `due` that `approvals` leave open; the author's own approvals count for nothing.

    A change of policy is prepared by an administrator or by someone else: an author who is one counts as one of the
    administrators it needs, since their signature stands on the content itself. So does whoever takes something down,
    for the office they hold: a leak is stopped by the first who may stop it.
    """
    others = [approval for approval in approvals if approval.person != author]
    open_: list[Requirement] = []
    for needs in _by_different_persons(due):
        slots = [need for need in needs for _ in range(need.count)]
        signers = [_signers(need, others, author, author_offices) for need in slots]
        open_ += [need for need, taken in zip(slots, _assign(signers), strict=True) if taken is None]
    return tuple(dict.fromkeys(open_))


def _by_different_persons(due: Iterable[Requirement]) -> Collection[list[Requirement]]:
    """Those that must each be met by another person, together."""
    groups: dict[tuple[str, Step | None], list[Requirement]] = defaultdict(list)
    for need in due:
        groups[need.scope, need.step if need.combinable else None].append(need)
    return groups.values()


def _signers(need: Requirement, approvals: Iterable[Approval], author: str, author_offices: frozenset[str]) -> set[str]:
    signers = {
        approval.person for approval in approvals if approval.step == need.step and approval.office in need.offices
    }
    if need.step in {"administer", "take_down"} and author_offices & need.offices:
        signers.add(author)
    return signers


def _assign(slots: Sequence[set[str]]) -> list[str | None]:
    """One person for each slot, nobody twice, as many slots as possible (augmenting paths)."""
    taken: dict[str, int] = {}

    def place(slot: int, tried: set[str]) -> bool:
        for person in sorted(slots[slot] - tried):
            tried.add(person)
            if person not in taken or place(taken[person], tried):
                taken[person] = slot
                return True
        return False

    for slot in range(len(slots)):
        place(slot, set())
    by_slot = {slot: person for person, slot in taken.items()}
    return [by_slot.get(slot) for slot in range(len(slots))]


def unsatisfiable(law: Law, day: date) -> frozenset[str]:
    """Scopes (unit ids, `policy`) in which some duty could be carried out by nobody on `day`.

    Whoever prepares, checks and consents must be different persons, each with a key in force.
    """
    able = set(law.policy.able(day))
    scopes = {
        unit: _of_unit(law.policy, unit, consent)
        for consent in (False, True)
        for obligation in law.catalogue.obligations
        if law.needs_consent(obligation) == consent
        for unit in law.responsible(obligation, day)
    }
    stuck = set()
    for unit, needs in scopes.items():
        preparers = {person for person in able if law.policy.prepares_for(person, unit, day)}
        publishers = {person for person in able if law.policy.works_for(person, unit, day)}
        groups = [[_holders(law, need, day) & able for need in group] for group in _by_different_persons(needs)]
        if not publishers or not _can_all_be_met(groups, preparers):
            stuck.add(unit)
    administering = [_holders(law, need, day) & able for need in _of_policy(law.policy) for _ in range(need.count)]
    if None in _assign(administering):
        stuck.add(POLICY_SCOPE)
    return frozenset(stuck)


def _can_all_be_met(groups: Iterable[Sequence[set[str]]], preparers: set[str]) -> bool:
    """Whether somebody prepares, and others fill the slots of each group, within which nobody fills two."""
    slots = list(groups)
    return any(
        all(None not in _assign([slot - {author} for slot in group]) for group in slots) for author in preparers
    )


def _holders(law: Law, need: Requirement, day: date) -> set[str]:
    return {person for office in need.offices for person in law.policy.offices[office].holders(day)}
