"""The judge: one Change against the trusted state before it; values in, a verdict out.

Default deny. The rules stand in the order of the numbered comments; each was paid for by a working attack, named in
docs/threat-model.md. Nothing here looks at `main`'s tree beyond what the Change altered, at a name inside a commit, or
at a clock.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from repo_schema.admission import read_admission
from repo_schema.approvals import ApprovalForm, ApprovalFormError, is_form, parse_form
from repo_schema.findings import Finding
from repo_schema.history import (
    Act,
    Admission,
    Change,
    History,
    Malformed,
    Outcome,
    Provenance,
    SignedCommit,
    Submission,
    Verdict,
    day_of,
)
from repo_schema.landing import note_landing
from repo_schema.law import Law, Person, Policy
from repo_schema.layout import (
    REGULAR_FILE,
    AttestationPath,
    HousePath,
    ItemPath,
    Kind,
    LawPath,
    RecoveryPath,
    ReturnPath,
    StatementPath,
    TombstonePath,
    WaiverPath,
    classify,
)
from repo_schema.manifests import Manifest
from repo_schema.recording import read_vouching, reviewer_of, vouched_author
from repo_schema.recovering import is_carried_out
from repo_schema.requirements import POLICY_SCOPE, Approval, Requirement, is_decided, requirements, unmet
from repo_schema.reviews import Account
from repo_schema.texts import Text
from repo_schema.vouching import is_vouching

SECONDS_A_DAY: Final = 86_400
CLOCK_SKEW: Final = SECONDS_A_DAY
"""How far an approval may be dated after the merge that carries it, in seconds: people's clocks differ."""


def judge(step: Change | Malformed, history: History) -> Verdict:
    """The verdict on `step`, the next commit of `main` after `history`."""
    return note_landing(_judge(step, history), history)


def _judge(step: Change | Malformed, history: History) -> Verdict:
    if isinstance(step, Malformed):
        at = max(step.at, history.at)
        return Verdict(step.commit, history.length + 1, "rejected", at, step.alterations, findings=step.findings)
    judgement = _Judgement(step, history)
    if step.submission is None:
        return judgement.restoration()
    return judgement.publication(step.submission)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a submission is worth on its way: the facts in it, what speaks against it, what it still lacks."""

    author: Person | None
    approvals: tuple[Approval, ...]
    admission: Admission
    findings: tuple[Finding, ...]
    missing: tuple[Requirement, ...]


def assess(
    submission: Submission,
    blobs: Mapping[str, bytes | None],
    history: History,
    *,
    at: int,
    claims: Iterable[SignedCommit] = (),
) -> Assessment:
    """`submission` as it stands, were it published at `at` (Unix seconds) with `claims` beside its approvals."""
    return _Assessor(submission, history, at).assessment(blobs, [*submission.approvals, *claims])


class _Judgement:
    """One Change being judged."""

    def __init__(self, change: Change, history: History) -> None:
        self._signed = change.signed
        self._change = change
        self._history = history
        self._policy = history.law.policy
        self._at = max(change.signed.commit.committer.at, history.at)
        self._day = day_of(self._at)

    def restoration(self) -> Verdict:
        """One parent: it may put back what is trusted, and nothing else."""
        findings = []
        if not self._change.alterations:
            findings.append(Finding("empty_change"))
        if self._policy.signer(self._signed.key, self._day, self._day) is None:
            findings.append(_signer_unknown(self._policy, self._signed.key))
        for path, (_, after) in sorted(self._change.alterations.items()):
            if after != self._history.entries.get(path):
                findings.append(Finding("restoration_differs", path=path))
        return self._rejected(findings) if findings else self._verdict("restoration")

    def publication(self, submission: Submission) -> Verdict:
        """The rules of a merge, in their order."""
        commit = self._signed.commit
        assessor = _Assessor(submission, self._history, self._at, dated=commit.committer.at)
        # 1. What the submission changes has a rule, and stands on what is trusted, and is not stale.
        if findings := tuple(assessor.foundation()):
            return self._rejected(findings)
        # 2. The merge puts in exactly that: no more and no less.
        findings = tuple(self._exactness(submission.manifest))
        # 3.-6. Who prepared it, who approved it, what it puts in place, whether enough of the right persons signed.
        claims = [self._signed] if is_form(commit.message) else []
        signed = [*submission.approvals, *claims]
        assessment = assessor.assessment(self._change.blobs, signed, self._change.stated)
        findings += assessment.findings
        findings += tuple(missing_finding(need) for need in assessment.missing)
        # 7. Who publishes it.
        publisher = self._policy.signer(self._signed.key, self._day, self._day)
        if publisher is None:
            findings += (_signer_unknown(self._policy, self._signed.key),)
        elif not assessor.may_publish(publisher, assessment):
            findings += (Finding("publisher_not_allowed", found=publisher.id),)
        if findings or publisher is None or assessment.author is None:
            return self._rejected(findings)
        provenance = Provenance(
            prepared=replace(self._act(assessment.author, submission.content), vouched=_vouched(submission)),
            approvals=assessment.approvals,
            published=self._act(publisher, self._signed),
            keys=_keys_behind(assessment, self._signed, submission),
            merged_with=self._signed.key,
        )
        return self._verdict(
            "publication", manifest=submission.manifest, provenance=provenance, admission=assessment.admission
        )

    def _verdict(self, outcome: Outcome, **more: Any) -> Verdict:
        index = self._history.length + 1
        return Verdict(self._signed.commit.id, index, outcome, self._at, self._change.alterations, **more)

    def _rejected(self, findings: Iterable[Finding]) -> Verdict:
        here = (replace(finding, commit=finding.commit or self._signed.commit.id) for finding in findings)
        return self._verdict("rejected", findings=tuple(dict.fromkeys(here)))

    def _exactness(self, manifest: Manifest) -> Iterator[Finding]:
        for path in sorted(self._change.alterations.keys() - manifest.keys()):
            yield Finding("merge_excess", path=path)
        for path, (_, after) in sorted(manifest.items()):
            landed = self._change.alterations.get(path)
            result = landed.after if landed else self._history.landed(path)
            if result != after:
                code = "merge_excess" if landed and landed.after is not None else "merge_incomplete"
                yield Finding(code, path=path, expected=str(after), found=str(result))

    def _act(self, person: Person, signed: SignedCommit) -> Act:
        """The office is the policy's word, never the commit's."""
        office = next((office.id for office in self._policy.offices_of(person.id, self._day)), None)
        return Act(person.id, office, signed.commit.id, signed.commit.committer.at)


class _Assessor:
    """One submission against the trusted state and the law of a day."""

    def __init__(self, submission: Submission, history: History, at: int, *, dated: int | None = None) -> None:
        self._submission = submission
        self._content = submission.content.commit.id
        self._manifest = submission.manifest
        self._kinds = {path: classify(path) for path in submission.manifest}
        self._history = history
        self._law = history.law
        self._policy = history.law.policy
        self._at = at if dated is None else dated
        self._day = day_of(max(at, history.at))

    def assessment(
        self,
        blobs: Mapping[str, bytes | None],
        claims: Iterable[SignedCommit],
        stated: Mapping[str, Text] = MappingProxyType({}),
    ) -> Assessment:
        findings = tuple(self.foundation())
        if findings:
            return Assessment(None, (), Admission(), findings, ())
        author, findings = self._author()
        results = [self._approval(claim) for claim in claims]
        approvals = tuple(result for result in results if isinstance(result, Approval))
        findings += tuple(result for result in results if isinstance(result, Finding))
        admission, admission_findings = read_admission(self._history, self._manifest, blobs, self._day, stated)
        findings += admission_findings
        missing: tuple[Requirement, ...] = ()
        if author is not None and not admission_findings:
            if self._returns:
                findings += tuple(self._return_record(author, admission))
            else:
                findings += tuple(self._returned())
                if not requirements(self._law, self._manifest):  # empty means no
                    findings += (Finding("path_rule_missing", commit=self._content, path=min(self._manifest)),)
                missing = self._missing(author, approvals, admission)
        if author is not None and missing and any(approval.person == author.id for approval in approvals):
            findings += (Finding("approval_by_author", commit=self._content, found=author.id),)
        return Assessment(author, approvals, admission, findings, missing)

    def foundation(self) -> Iterator[Finding]:
        """Base on `main`, nothing stale, nothing built on untrusted entries, only paths and modes with a rule."""
        base = self._history.position(self._submission.base)
        if base is None:
            yield Finding("base_not_on_main", commit=self._content, found=self._submission.base)
            return
        if not self._manifest:
            yield Finding("submission_empty", commit=self._content)
        kinds = {type(kind) for kind in self._kinds.values()}
        if kinds & {LawPath, HousePath} and kinds - {LawPath, HousePath, type(None)}:
            yield Finding("submission_mixed", commit=self._content)
        for path, (before, after) in sorted(self._manifest.items()):
            if self._kinds[path] is None:
                yield Finding("path_not_allowed", commit=self._content, path=path)
            if after is not None and after.mode != REGULAR_FILE:
                yield Finding("path_mode", commit=self._content, path=path, expected=REGULAR_FILE, found=after.mode)
            if self._history.altered_at(path) > base:
                yield Finding("stale", commit=self._content, path=path)
            elif before != self._history.entries.get(path):
                yield Finding("base_untrusted", commit=self._content, path=path)
            elif before == after and path not in self._history.footing.suspended:
                yield Finding("relisting_needless", commit=self._content, path=path)

    @property
    def _returns(self) -> bool:
        """Whether this is a record of return."""
        return any(isinstance(kind, ReturnPath) for kind in self._kinds.values())

    @property
    def _heads(self) -> frozenset[str]:
        """The commits that carry exactly this content: itself, its approvals, and the one that was folded into it."""
        commits = (self._submission.content, *self._submission.approvals)
        vouching = read_vouching(self._submission.content.commit.message)
        return frozenset(signed.commit.id for signed in commits) | ({vouching.head} if vouching else set())

    def _author(self) -> tuple[Person | None, tuple[Finding, ...]]:
        """Leaving the unit after preparing takes nothing back; never having been in it since the base does.

        An operator prepares items for a unit; what the unit states of itself, only its own members do.

        The base dates the content from below; the date inside the content commit is its author's to choose.
        """
        base = self._history.position(self._submission.base)
        if base is None:
            raise AssertionError("the foundation was not asked first")
        first = day_of(self._history.at_position(base))
        key = self._submission.content.key
        known = [
            (law.policy, person)
            for law in self._history.laws_since(base)
            if (person := law.policy.signer(key, first, self._day)) is not None
        ]
        if not known or self._policy.barred(key):  # also when the law of the base did not know that yet
            return None, (replace(_signer_unknown(self._policy, key), commit=self._content),)
        author = known[-1][1]
        message = self._submission.content.commit.message
        if is_vouching(message):
            signers = [person for _, person in known]
            owner = vouched_author(message, signers, policy=self._policy, day=self._day, kinds=self._kinds)
            if isinstance(owner, Finding):
                return None, (replace(owner, commit=self._content),)
            author, known = owner, [(self._policy, owner)]
        kinds = self._kinds.values()
        stated = {kind.unit for kind in kinds if isinstance(kind, StatementPath)}
        units = sorted(stated | {kind.unit for kind in kinds if isinstance(kind, ItemPath)})
        days = {first, self._day}
        refused = [
            unit
            for unit in units
            if not any(
                policy.works_for(person.id, unit, day) if unit in stated else policy.prepares_for(person.id, unit, day)
                for policy, person in known
                for day in days
            )
        ]
        refused += [
            kind.unit
            for kind in kinds
            if isinstance(kind, TombstonePath)
            and not any(
                policy.takes_down(person.id, kind.kind, kind.unit, day) for policy, person in known for day in days
            )
        ]
        announces = any(isinstance(kind, RecoveryPath) for kind in kinds)
        if announces and not self._policy.answers(author.id, self._day):
            refused.append(POLICY_SCOPE)
        return author, tuple(
            Finding("author_not_allowed", commit=self._content, expected=unit, found=author.id) for unit in refused
        )

    def _approval(self, claim: SignedCommit) -> Approval | Finding:
        """The fact in a signed form, or why there is none."""
        try:
            form = parse_form(claim.commit.message)
        except ApprovalFormError as error:
            return Finding("approval_form_invalid", commit=claim.commit.id, found=str(error)[:80])
        if form.manifest != self._manifest:
            return Finding(
                "approval_manifest_differs",
                commit=claim.commit.id,
                path=_first_difference(form.manifest, self._manifest),
            )
        person = self._approver(form, claim)
        if isinstance(person, Finding):
            return replace(person, commit=claim.commit.id)
        if not self._policy.holds(person.id, form.office, self._day):
            return Finding("approval_office_not_held", commit=claim.commit.id, expected=form.office, found=person.id)
        signed_at = form.review.at if form.review else claim.commit.committer.at
        age = self._at - signed_at
        limit = self._policy.rules.approval_max_age_days
        if not -CLOCK_SKEW <= age <= limit * SECONDS_A_DAY:
            return Finding(
                "approval_too_old", commit=claim.commit.id, expected=f"{limit}", found=f"{age // SECONDS_A_DAY}"
            )
        return Approval(form.step, form.office, person.id, claim.commit.id, signed_at, form.review, form.decisions)

    def _approver(self, form: ApprovalForm, claim: SignedCommit) -> Person | Finding:
        """Whoever signs; of a merge review, whoever made it, if a recorder signs."""
        signer = self._policy.signer(claim.key, self._day, self._day)
        if signer is None:
            return _signer_unknown(self._policy, claim.key)
        if form.review is None:
            return signer
        return reviewer_of(
            form,
            form.review,
            signer,
            policy=self._policy,
            day=self._day,
            kinds=self._kinds,
            heads=self._heads,
        )

    def _missing(
        self, author: Person, approvals: tuple[Approval, ...], admission: Admission
    ) -> tuple[Requirement, ...]:
        """What the rules still ask for; a change of law satisfies the new rules too, counted over the old holders."""
        laws = [self._law] if admission.law is None else [self._law, _with_rules(self._law, admission.law)]
        offices = frozenset(office.id for office in self._policy.offices_of(author.id, self._day))
        recovered = admission.law is not None and self._recovers(admission.law)
        missing: dict[Requirement, None] = {}
        for law in laws:
            due = requirements(law, self._manifest, decided=is_decided(approvals))
            due = tuple(need for need in due if not (recovered and need.step == "administer"))
            missing |= dict.fromkeys(unmet(due, approvals, author=author.id, author_offices=offices))
        return tuple(missing)

    def _recovers(self, new: Law) -> bool:
        """Whether this is what was announced for the case that the administrators are gone, and nobody objected."""
        at = max(self._at, self._history.at)
        return any(
            is_carried_out(recovery, self._manifest, self._law, new, at) for recovery in self._history.open_recoveries()
        )

    def may_publish(self, person: Person, assessment: Assessment) -> bool:
        """A member of the publishing unit of every item, or whoever consented; a return is its author's alone.

        A recorder publishes only what an executive consented to in a merge review.
        """
        if self._returns:
            return assessment.author is not None and person.id == assessment.author.id
        due = requirements(self._law, self._manifest, decided=is_decided(assessment.approvals))
        consenting = {office for need in due if need.step == "consent" for office in need.offices}
        if any(
            approval.step == "consent" and approval.person == person.id and approval.office in consenting
            for approval in assessment.approvals
        ):
            return True
        if self._policy.records(person.id, self._day):
            return any(
                approval.review is not None and approval.office in consenting for approval in assessment.approvals
            )
        return all(self._publishes(person, kind) for kind in self._kinds.values())

    def _publishes(self, person: Person, kind: Kind | None) -> bool:
        match kind:
            case (
                ItemPath(obligation=obligation, unit=unit)
                | AttestationPath(obligation=obligation, unit=unit)
                | WaiverPath(obligation=obligation, unit=unit)
            ):
                row = self._law.catalogue.obligations.get(obligation)
                units = self._law.catalogue.expand(row.publishers, self._policy, self._day) if row else frozenset()
                return unit in units and self._policy.works_for(person.id, unit, self._day)
            case TombstonePath(kind=statement, unit=unit):
                return self._policy.takes_down(person.id, statement, unit, self._day)
            case LawPath() | HousePath():
                return any(
                    office.kind in {"administrator", "chief_executive"}
                    for office in self._policy.offices_of(person.id, self._day)
                )
            case _:
                return True

    def _returned(self) -> Iterator[Finding]:
        """A return binds when it was made by an approver of exactly these paths."""
        record = ReturnPath(self._content).path
        if self._history.returned_paths.get(record) == frozenset(self._manifest):
            yield Finding("returned", commit=self._content, path=record)

    def _return_record(self, author: Person, admission: Admission) -> Iterator[Finding]:
        """Any approver of the paths sends a submission back, alone and once."""
        path, *others = sorted(self._manifest)
        document = admission.documents.get(path)
        if others or document is None or self._manifest[path].before is not None:
            yield Finding("return_not_allowed", commit=self._content, path=path, found=author.id)
            return
        office = document.value["office"]
        offices = {able for need in requirements(self._law, document.value["paths"]) for able in need.offices}
        if office not in offices or not self._policy.holds(author.id, office, self._day):
            yield Finding("return_not_allowed", commit=self._content, path=path, expected=office, found=author.id)


def _keys_behind(assessment: Assessment, merge: SignedCommit, submission: Submission) -> frozenset[str]:
    """The keys of the merge, of the content, and of every approval that counted."""
    counted = {approval.commit for approval in assessment.approvals}
    approvals = (claim.key for claim in submission.approvals if claim.commit.id in counted)
    return frozenset({merge.key, submission.content.key, *approvals})


def _signer_unknown(policy: Policy, key: str) -> Finding:
    """Why nobody signs with `key`: it is lost, compromised, or nobody's at that time."""
    return Finding(policy.barred(key) or "signer_unknown", found=key)


def _vouched(submission: Submission) -> Account | None:
    vouching = read_vouching(submission.content.commit.message)
    return vouching.account if vouching else None


_MISSING: Final = {
    ("unit_check", False): "missing_unit_check",
    ("consent", False): "missing_consent",
    ("administer", True): "missing_administrator",
    ("consent", True): "missing_chief_executive",
    ("take_down", False): "missing_take_down",
}


def missing_finding(need: Requirement) -> Finding:
    """The words for a requirement that is not met."""
    expected = ", ".join(sorted(need.offices)) or None
    return Finding(_MISSING[need.step, need.scope == POLICY_SCOPE], expected=expected, found=need.scope)


def _with_rules(law: Law, new: Law) -> Law:
    """The new rules in the hands of the old holders."""
    return replace(law, policy=replace(law.policy, rules=new.policy.rules))


def _first_difference(claimed: Manifest, computed: Manifest) -> str:
    """The first path that two unequal manifests say different things of."""
    return min(path for path in claimed.keys() | computed.keys() if claimed.get(path) != computed.get(path))
