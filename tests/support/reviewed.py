"""An office whose executives approve on a forge, and a recorder that writes their reviews down.

    ledger = reviewed_ledger(tmp_path)
    draft = ledger.prepare(manual()).approve("unit_check")
    ledger.publish(record(draft), by=RECORDER)
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from repo_schema.approvals import ApprovalForm, Step, render_form
from repo_schema.manifests import Alteration
from repo_schema.reviews import Account, RecordedReview, ReviewStrength
from repo_schema.vouching import Vouching, render_vouching
from tests.support.keys import KeyPair
from tests.support.ledger import TEMPLATE, Contents, Draft, LedgerBuilder, key_of, label, small_office

RECORDER = "recorder"
BOUND, BY_TIME = "town-git", "province-lab"
FORGES = (
    {"id": BOUND, "url": "https://git.banbueng.example/banbueng/disclosure", "strength": "forge_review_bound"},
    {"id": BY_TIME, "url": "https://lab.example/banbueng/disclosure", "strength": "forge_review_by_time"},
)
ACCOUNTS = {
    "chief": "boonmee",
    "deputy": "chaiyo",
    "office-of-palad-preparer": "kanya",
    "office-of-palad-head": "prasit",
}


def reviewed_office() -> dict[str, Any]:
    """The small office, with accounts on both forges and a recorder."""
    office = small_office()
    since = "2019-10-01"
    for person in office["people"]:
        if login := ACCOUNTS.get(person["id"]):
            person["accounts"] = [{"forge": forge, "login": login} for forge in (BOUND, BY_TIME)]
    keys = [{"key": key_of(RECORDER).public_line, "since": since}]
    office["people"].append({"id": RECORDER, "name": label("ผู้บันทึกผลการพิจารณา"), "keys": keys})
    holders = [{"person": RECORDER, "since": since}]
    office["offices"].append({"id": RECORDER, "title": label("ผู้บันทึก"), "kind": "recorder", "holders": holders})
    return office


def rules(**reviews: Any) -> dict[str, Any]:
    """The template's rules, with merge reviews counting."""
    document: dict[str, Any] = yaml.safe_load((TEMPLATE / "policy/rules.yaml").read_bytes())
    return document | {"reviews": {"forges": list(FORGES), "vouched": True} | reviews}


def reviewed_ledger(folder: Path, **reviews: Any) -> LedgerBuilder:
    contents = {"policy/rules.yaml": rules(**reviews)}
    return LedgerBuilder(folder / "origin.git", office=reviewed_office(), contents=contents)


def record(
    draft: Draft,
    login: str = "boonmee",
    *,
    forge: str = BOUND,
    strength: ReviewStrength | None = None,
    head: str | None = None,
    at: int | None = None,
    step: Step = "consent",
    office: str = "chief-executive",
    by: str = RECORDER,
    key: KeyPair | None = None,
    manifest: Mapping[str, Alteration] | None = None,
) -> Draft:
    """A review as the recorder writes it down: an approval commit on top, of the head as it stood."""
    usual: ReviewStrength = "forge_review_bound" if forge == BOUND else "forge_review_by_time"
    at = draft.ledger.at if at is None else at
    review = RecordedReview(Account(forge, login), head or draft.tip, at, strength or usual)
    entries = draft.manifest if manifest is None else manifest
    form = ApprovalForm(step, office, entries, privacy_considered=step == "unit_check", review=review)
    draft.tip = draft.ledger.commit(tree=draft.tree, parents=[draft.tip], by=by, key=key, message=render_form(form))
    return draft


def vouch(ledger: LedgerBuilder, contents: Contents, login: str = "kanya", *, by: str = RECORDER, **more: Any) -> Draft:
    """Content from a forge's editor, folded; the head is a commit that only the forge has."""
    message = render_vouching(Vouching(Account(more.pop("forge", BOUND), login), "ab" * 20))
    return ledger.prepare(contents, by=by, message=more.pop("message", message), **more)
