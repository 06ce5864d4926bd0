"""What a recorder's word is worth: whether policy lets this recorded review, or this vouched content, count.

A recorder can lie: nothing here proves that a forge showed what it wrote down. Policy bounds the lie: one that it names
a recorder, for forges that it names, in the name of accounts that it gives to persons who hold the office, as consent
to items and their files, over exactly the head that was reviewed. Never for policy, keys, catalogue or statements.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from repo_schema.approvals import ApprovalForm
from repo_schema.findings import Finding
from repo_schema.law import Person, Policy
from repo_schema.layout import FilePath, ItemPath, Kind
from repo_schema.reviews import RecordedReview
from repo_schema.vouching import Vouching, VouchingError, is_vouching, parse_vouching

_OPEN_TO_FORGES = (ItemPath, FilePath)
"""A new kind of path is closed to forges until it is named here."""


def reviewer_of(
    form: ApprovalForm,
    review: RecordedReview,
    recorder: Person,
    *,
    policy: Policy,
    day: date,
    kinds: Mapping[str, Kind | None],
    heads: Collection[str],
) -> Person | Finding:
    """Who approved by `review`, which `recorder` signed for; or why it counts for nothing.

    `heads`: every commit that carries exactly the submission's content.
    """
    forge = policy.rules.reviews.forges.get(review.account.forge) if policy.rules.reviews else None
    if not policy.records(recorder.id, day):
        return Finding("review_not_by_recorder", found=recorder.id)
    if forge is None or forge.strength != review.strength:
        return Finding("review_forge_unknown", found=review.account.forge)
    if form.step != "consent":
        return Finding("review_step_not_allowed", found=form.step)
    if closed := _closed_to_forges(kinds):
        return Finding("review_out_of_scope", path=closed)
    if review.head not in heads:
        return Finding("review_head_differs", found=review.head)
    return policy.owner_of(review.account) or Finding("review_account_unknown", found=str(review.account))


def read_vouching(message: str) -> Vouching | None:
    """What a content commit's message vouches for; None when it does not, or is no sound vouching."""
    try:
        return parse_vouching(message) if is_vouching(message) else None
    except VouchingError:
        return None


def vouched_author(
    message: str, signers: Iterable[Person], *, policy: Policy, day: date, kinds: Mapping[str, Kind | None]
) -> Person | Finding:
    """Whose content it is that a recorder folded and signed; or why it may not."""
    try:
        vouching = parse_vouching(message)
    except VouchingError as error:
        return Finding("vouching_invalid", found=str(error))
    rules, account = policy.rules.reviews, vouching.account
    if not any(policy.records(signer.id, day) for signer in signers):
        return Finding("review_not_by_recorder", found=", ".join(signer.id for signer in signers))
    if rules is None or not rules.vouched or account.forge not in rules.forges:
        return Finding("vouching_not_allowed", found=account.forge)
    if closed := _closed_to_forges(kinds):
        return Finding("review_out_of_scope", path=closed)
    return policy.owner_of(account) or Finding("review_account_unknown", found=str(account))


def _closed_to_forges(kinds: Mapping[str, Kind | None]) -> str | None:
    """The first path for which only a person's own signature counts."""
    return min((path for path, kind in kinds.items() if not isinstance(kind, _OPEN_TO_FORGES)), default=None)
