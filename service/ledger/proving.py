"""The proof of one version, judged (ADR 0034).

The judge is the one that judges histories; of the past it is told what speaks against nothing
(`repo_schema.lone_change`). Nothing is read but the objects at hand.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final, NoReturn

from repo_schema.admission import AnchorError, check_document, read_anchor
from repo_schema.commits import CommitGrammarError, parse_commit, parse_links
from repo_schema.documents import Document
from repo_schema.findings import Finding
from repo_schema.history import Act, Admission, Change, Malformed, Verdict
from repo_schema.judgement import judge
from repo_schema.law import Label, Law
from repo_schema.layout import REGULAR_FILE, SETTINGS, ItemPath, LawPath, classify
from repo_schema.lone_change import NOT_ASKED, ON_MAIN, LoneHistory
from repo_schema.manifests import Entry
from repo_schema.openpgp_signatures import add_to_keyring
from repo_schema.pointers import Pointer, parse_pointer
from repo_schema.proofs import Claims, Proof, ProofError, parse_proof
from repo_schema.requirements import Approval
from repo_schema.texts import attached_files
from service.ledger.checkpoints import Seen, read_checkpoint
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.objects import BroughtObjects, Objects, parent_of
from service.ledger.walker import Walker

__all__ = ["Proven", "judge_claims", "judge_proof", "law_entries", "open_proof"]

STEPS_AT_MOST: Final = 5_000
"""Of `main` between preparing and publishing."""
_LAW_FOLDERS: Final = ("policy", "catalogue")
_FOLDER: Final = "40000"


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof shows."""

    claims: Claims
    verdict: Verdict
    law: Law
    """By which it was judged, as presented."""
    base: str
    before: str
    after: frozenset[str] = frozenset()
    """Commits of `main` that are shown to contain it, itself included."""
    earlier: frozenset[str] = frozenset()
    """Commits of `main` that are shown to precede it."""
    seen: tuple[Seen, ...] = ()
    """The checkpoints that came with it, or were brought."""

    lies_under_kept: bool = False
    """Whether a checkpoint that the verifier kept is shown to contain it."""

    @property
    def not_shown(self) -> dict[str, Label]:
        """What would take more than this proof, in words."""
        return {code: words for code, words in NOT_ASKED.items() if not (code == ON_MAIN and self.lies_under_kept)}

    @property
    def extends_anchor(self) -> bool:
        """Whether the line of `main` down to the anchor is shown."""
        return self.claims.anchor in self.earlier

    def as_json(self) -> dict[str, Any]:
        made = self.verdict.provenance
        if made is None:
            raise AssertionError("only publications are proven")
        acts: list[tuple[str, Act | Approval]] = [("prepare", made.prepared)]
        acts += [(row.step, row) for row in made.approvals]
        acts.append(("publish", made.published))
        return {
            "item": self.claims.item,
            "commit": self.claims.commit,
            "digest": self.claims.digest,
            "approved": True,
            "acts": [
                {"step": step, "person": act.person, "office": act.office, "commit": act.commit} for step, act in acts
            ],
            "policy": self.before,
            "anchor": self.claims.anchor if self.extends_anchor else None,
            "checkpoints": [row.as_json() | {"covers": row.head in self.after} for row in self.seen],
            "claimed": {
                "organisation": self.claims.organisation,
                "version": self.claims.version,
                "published_at": self.claims.published_at,
                "published_at_source": self.claims.published_at_source,
            },
            "not_shown": [{"code": code, "message": words.as_json()} for code, words in self.not_shown.items()],
        }


def open_proof(data: bytes) -> Proof:
    """Raises `RefusedError` for what is no proof."""
    try:
        return parse_proof(data)
    except ProofError as error:
        raise RefusedError([error.finding]) from error


def judge_proof(proof: Proof, *, anchor: str | None = None, kept: str | None = None) -> Proven:
    """What `proof` shows; `anchor` and `kept`, a checkpoint, are what the verifier knows from elsewhere.

    Raises `RefusedError` where it is refused, and `LedgerError` where it lacks something: could not tell.
    """
    proven = judge_claims(BroughtObjects(proof.objects), proof.claims, (proof.checkpoint, proof.witnessed, kept))
    if anchor is not None and anchor != proof.claims.anchor:
        _differ("anchor", proof.claims.anchor, anchor)
    if anchor is not None and not proven.extends_anchor:
        raise _untied(anchor)
    if kept is not None:
        seen = proven.seen[-1]
        if seen.anchor != proof.claims.anchor:
            raise RefusedError([Finding("checkpoint_of_another", expected=seen.anchor, found=proof.claims.anchor)])
        if seen.head not in proven.after:
            raise _untied(seen.head)
    return replace(proven, lies_under_kept=kept is not None)


def judge_claims(objects: Objects, claims: Claims, notes: Iterable[str | None] = ()) -> Proven:
    """What `objects` show of `claims`; `notes`: checkpoints. Raises as `judge_proof` does."""
    keyring: dict[str, str] = {}
    walker = Walker(objects, keyring, is_partial=True)
    try:
        change, before = _read(walker, objects, claims, keyring)
        base = change.submission.base if change.submission else before
        steps = _steps(objects, base, before)
        history = _history(walker, objects, change, base, steps)
    except CommitGrammarError as error:
        raise RefusedError([Finding("commit_grammar", commit=claims.commit, found=str(error))]) from error
    except AnchorError as error:
        raise RefusedError(error.findings) from error
    verdict = judge(change, history)
    if not verdict.accepted:
        raise RefusedError(verdict.findings)
    _agree(claims, change, history.law)
    after, earlier = _line(objects, claims.head, claims.commit), _line(objects, base, claims.anchor)
    return Proven(
        claims,
        verdict,
        history.law,
        base,
        before,
        after=frozenset([*after, claims.commit]),
        earlier=frozenset([*steps, base, *earlier]),
        seen=tuple(read_checkpoint(note, history) for note in notes if note is not None),
    )


def _read(walker: Walker, objects: Objects, claims: Claims, keyring: dict[str, str]) -> tuple[Change, str]:
    """The Change, and the commit of `main` before it, whose OpenPGP keys `keyring` takes in."""
    _, parents = parse_links(objects.read_commit(claims.commit))
    if len(parents) < 2:  # noqa: PLR2004 - `main`, and an approval chain
        _differ("commit", claims.commit, f"{len(parents)} parents")
    law = _read_law(objects, law_entries(walker, parents[0])).law
    for key, _, _ in law.policy.listed_keys() if law else ():
        add_to_keyring(keyring, key)
    step = walker.read(claims.commit, parents[0])
    if isinstance(step, Malformed):
        raise RefusedError(step.findings)
    return step, parents[0]


def _steps(objects: Objects, base: str, before: str) -> list[str]:
    """The commits of `main` after `base` up to `before`, oldest first."""
    found: list[str] = []
    oid: str | None = before
    while oid is not None and oid != base and len(found) < STEPS_AT_MOST:
        found.append(oid)
        oid = parent_of(objects.read_commit(oid))
    if oid != base:
        raise RefusedError([Finding("base_not_on_main", commit=before, found=base)])
    return found[::-1]


def _history(walker: Walker, objects: Objects, change: Change, base: str, steps: list[str]) -> LoneHistory:
    before = steps[-1] if steps else base
    then, now = law_entries(walker, base), law_entries(walker, before)
    law = _read_law(objects, then)
    documents = list(_items(change))
    tree = walker.tree_of(before)
    manifest = change.submission.manifest if change.submission else {}
    named = {file for document in documents for file in attached_files(document)} - manifest.keys()
    standing = walker.trees.some_entries(tree, sorted(named))
    landed = walker.trees.some_entries(tree, manifest)
    return LoneHistory(
        change,
        base=base,
        at=parse_commit(base, objects.read_commit(base)).committer.at,
        law=law,
        steps=steps,
        newer_law=None if now == then else _read_law(objects, now),
        landed={path: entry for path, entry in landed.items() if entry},
        attached=dict(_attached(objects, standing)),
        documents=documents,
    )


def _items(change: Change) -> Iterator[Document]:
    """The item documents that the change puts in place, as far as they are sound; the judge speaks of the others."""
    for path, (_, after) in sorted(change.submission.manifest.items() if change.submission else ()):
        data = change.blobs.get(after.oid) if after else None
        if data is not None and isinstance(classify(path), ItemPath):
            document, findings = check_document(path, data)
            if document is not None and not findings:
                yield document


def _attached(objects: Objects, standing: Mapping[str, Entry | None]) -> Iterator[tuple[str, tuple[Entry, Pointer]]]:
    for path, entry in standing.items():
        pointer = parse_pointer(objects.read_blob(entry.oid) or b"") if entry else None
        if entry is not None and pointer is not None and f"/{pointer.sha256}." in path:
            yield path, (entry, pointer)


def law_entries(walker: Walker, commit: str) -> dict[str, Entry]:
    """Policy, catalogue and settings, as they stand in the tree of `commit`."""
    tops = walker.trees.some_entries(walker.tree_of(commit), (SETTINGS, *_LAW_FOLDERS))
    entries = {path: entry for path, entry in tops.items() if entry and entry.mode != _FOLDER}
    for folder in _LAW_FOLDERS:
        found = tops[folder]
        if found is not None and found.mode == _FOLDER:
            entries |= {f"{folder}/{path}": entry for path, entry in walker.trees.entries(found.oid).items()}
    return {
        path: entry
        for path, entry in entries.items()
        if isinstance(classify(path), LawPath) and entry.mode == REGULAR_FILE
    }


def _read_law(objects: Objects, entries: Mapping[str, Entry]) -> Admission:
    return read_anchor(entries, {entry.oid: objects.read_blob(entry.oid) for entry in entries.values()})


def _agree(claims: Claims, change: Change, law: Law) -> None:
    """Hold the claims against what was judged."""
    path = f"items/{claims.item}.yaml"
    row = change.submission.manifest.get(path) if change.submission else None
    data = change.blobs.get(row.after.oid) if row and row.after else None
    if data is None:
        _differ("item", claims.item, ", ".join(sorted(change.submission.manifest if change.submission else ())))
    if (digest := sha256(data).hexdigest()) != claims.digest:
        _differ("digest", claims.digest, digest)
    if claims.organisation != law.settings.domain:
        _differ("organisation", claims.organisation, law.settings.domain)


def _line(objects: Objects, start: str, end: str) -> list[str]:
    """The first-parent line from `start` down to `end`, both included, as far as it is at hand; empty if it breaks."""
    line: dict[str, None] = {}
    oid: str | None = start
    while oid is not None and oid not in line:
        line[oid] = None
        if oid == end:
            return list(line)
        raw = objects.peek(oid)
        oid = parent_of(raw) if raw is not None else None
    return []


def _differ(field: str, claimed: str, found: str) -> NoReturn:
    raise RefusedError([Finding("proof_claim_differs", field=field, expected=claimed, found=found)])


def _untied(commit: str) -> LedgerError:
    return LedgerError(
        th=f"ตัวหลักฐานถูกต้อง แต่ไม่มีสายประวัติไปถึง {commit} จึงเทียบกับสิ่งที่ท่านถืออยู่ไม่ได้",
        en=f"the proof itself holds, but does not reach {commit}: it cannot be compared with what you hold",
        hint_th="ใช้แฟ้มหลักฐานที่ดาวน์โหลดหลังจุดตรวจนั้น หรือตรวจทั้งคลังด้วย prongsai verify --anchor --checkpoint",
        hint_en="use a proof made after the checkpoint, or prongsai verify --anchor --checkpoint on the repository",
    )
