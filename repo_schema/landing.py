"""What a forge's merge button, squash, rebase or fast-forward leaves on `main`: not trusted, and maybe no attack.

Nothing tells such a commit from a stranger's by its bytes, so that nothing is taken from it: it alters no trusted
state, and stays rejected for ever. It is only named for what it may be, where policy says that a forge is in use and
nothing is wrong with it beyond want of proof. The recorder's own merge is the proof, or never comes.
"""

from dataclasses import replace
from typing import Final

from repo_schema.findings import Finding
from repo_schema.history import History, Verdict
from repo_schema.layout import REGULAR_FILE, FilePath, ItemPath, classify

_UNSIGNED: Final = frozenset(
    {"signature_missing", "signature_unsupported", "signer_unknown", "restoration_differs", "empty_change"}
)
"""One of these is there when nobody whom policy knows merged: a forge did, or a stranger."""
_WANT_OF_PROOF: Final = _UNSIGNED | {"missing_unit_check", "missing_consent", "publisher_not_allowed"}


def note_landing(verdict: Verdict, history: History) -> Verdict:
    """`verdict`, and, where it may be no more than a forge's merge, a finding that says so."""
    if not _may_be_landing(verdict, history):
        return verdict
    return replace(verdict, findings=(*verdict.findings, Finding("awaiting_proof", commit=verdict.commit)))


def _may_be_landing(verdict: Verdict, history: History) -> bool:
    if verdict.accepted or history.law.policy.rules.reviews is None:
        return False
    codes = {finding.code for finding in verdict.findings}
    if not codes <= _WANT_OF_PROOF or not codes & _UNSIGNED:
        return False
    return all(
        isinstance(classify(path), ItemPath | FilePath) and (after is None or after.mode == REGULAR_FILE)
        for path, (_, after) in verdict.alterations.items()
    )
