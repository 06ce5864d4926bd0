"""One streaming pass over `main`, anchor to head: every Change judged, in order, against the law of its day.

What it proves: the trusted state is what the anchor's tree and the accepted Changes add up to, and who prepared,
checked, consented to and published each. What it cannot: that no newer head exists, that no history stood here before
this one, or when anything happened, beyond what signers claim (docs/threat-model.md).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from repo_schema.admission import AnchorError, read_anchor
from repo_schema.commits import CommitGrammarError, parse_commit
from repo_schema.findings import Finding
from repo_schema.history import History, Verdict
from repo_schema.judgement import judge
from repo_schema.layout import classify
from repo_schema.openpgp_signatures import NO_KEYRING
from repo_schema.pointers import Pointer
from service.ledger.attachments import Store
from service.ledger.checkpoints import Judged, judge_checkpoint
from service.ledger.displacement import Seen, look_aside
from service.ledger.errors import ErasureUnprovenError, GitCommandError, RepositoryUnavailableError
from service.ledger.foretelling import Foretelling, Statement, believable, statements_on_main
from service.ledger.memory import Memory, Past, Public
from service.ledger.receipts import Receipts, read_receipts
from service.ledger.registering import note_verdict
from service.ledger.repository import MAIN, Repository
from service.ledger.signatures import write_allowed_signers, write_gnupg_home
from service.ledger.signatures_ahead import SignaturesAhead
from service.ledger.walker import Walker
from service.ledger.witnesses import Witnesses, newest, read_witnesses

Sink = Callable[[Verdict, History], None]
"""Told of every verdict, after the history took it in."""
Progress = Callable[[int, int], None]
"""Told how many Changes of how many are judged."""


_AHEAD: Final = 64
"""Changes whose objects are asked for together."""


@dataclass(frozen=True, slots=True)
class Rejection:
    commit: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a pass found."""

    anchor: str
    anchor_pinned: bool
    head: str
    history: History
    changes: int
    accepted: int
    rejected: tuple[Rejection, ...]
    files: Mapping[str, int]
    """Attachments of the trusted state: `present`, `missing`, `damaged`, `erased`."""
    receipts: Receipts = field(default_factory=Receipts)
    witnesses: Witnesses = field(default_factory=Witnesses)
    """What second parties saw of this history."""
    checkpoint: Judged | None = None
    """What the checkpoint that the verifier brought proves; None: none was brought."""
    public: Public = field(default_factory=Public)
    """What became public after the anchor."""
    remembered: int = 0
    """How many of the Changes were verified here before, and not read again."""
    damaged: tuple[Finding, ...] = ()
    """Attachments whose bytes here are not the ones named, one by one."""

    @property
    def trusted(self) -> bool:
        """The head's entries are the trusted state, none suspended, and no other history stood here."""
        rewritten = any(finding.code == "history_rewritten" for row in self.rejected for finding in row.findings)
        if self.history.footing.suspended:
            return False
        extended = self.checkpoint is None or not self.checkpoint.findings
        return self.history.is_trusted and not rewritten and extended and not self.contradictions

    @property
    def contradictions(self) -> tuple[Finding, ...]:
        """What receivers and witnesses are proven to have said of another history that stood here."""
        found = (*self.receipts.findings, *self.witnesses.findings)
        return tuple(finding for finding in found if finding.code == "history_rewritten")

    def as_json(self) -> dict[str, Any]:
        return {
            "anchor": self.anchor,
            "head": self.head,
            "anchor_pinned": self.anchor_pinned,
            "trusted": self.trusted,
            "changes": self.changes,
            "remembered": self.remembered,
            "accepted": self.accepted,
            "rejected": [
                {"commit": row.commit, "findings": [finding.as_json() for finding in row.findings]}
                for row in self.rejected
            ],
            "untrusted_paths": sorted(self.history.untrusted),
            "suspended": [{"path": path} | why.as_json() for path, why in self.history.footing.listed()],
            "files": dict(self.files),
            "texts": self.history.erased_texts,
            "damaged_files": [finding.as_json() for finding in self.damaged],
            "receipts": self.receipts.as_json(),
            "witnesses": [row.as_json() for row in newest(self.witnesses.rows)],
            "witness_findings": [finding.as_json() for finding in self.witnesses.findings],
            **({} if self.checkpoint is None else {"checkpoint": self.checkpoint.as_json()}),
        }

    def allowed_signers(self) -> str:
        """A dateless allowed-signers file with which stock git verifies every accepted SSH signature."""
        return write_allowed_signers((person, key) for key, person in sorted(self.history.key_owners.items()))

    def write_gnupg_home(self, folder: Path) -> None:
        """A `GNUPGHOME` with which stock git verifies every accepted OpenPGP signature; raises `LedgerError`."""
        write_gnupg_home(folder, ((person, key) for key, person in self.history.key_owners.items()))


def begin(repository: Repository, anchor: str, *, head: str | None = None) -> History:
    """The history at its anchor; raises `AnchorError` when its tree holds no law.

    `head`: where the walk will end, if texts of the anchor's items may have been erased since.
    """
    foretelling = Foretelling(lambda: believable(statements_on_main(repository, head, after=None)) if head else ())
    walker = Walker(repository, NO_KEYRING, foretelling)
    try:
        commit = parse_commit(anchor, repository.read_commit(anchor))
    except CommitGrammarError as error:
        raise AnchorError((Finding("commit_grammar", commit=anchor, found=str(error)),)) from error
    entries = walker.trees.entries(commit.tree)
    if strange := [path for path in sorted(entries) if classify(path) is None]:
        raise AnchorError(tuple(Finding("path_not_allowed", commit=anchor, path=path) for path in strange))
    blobs = dict(walker.present(entry.oid for entry in entries.values()))
    admission = read_anchor(entries, blobs, walker.stated(anchor, entries, blobs))
    return History(anchor=anchor, at=commit.committer.at, entries=entries, admission=admission)


def extend(
    repository: Repository, history: History, head: str, *, sink: Sink | None = None, progress: Progress | None = None
) -> None:
    """Judge every Change after `history` up to `head`; raises `ForkedError` if `head` does not extend it.

    Where texts are missing that are called erased further on, `ErasureUnprovenError` says that none of it counts.
    """
    start, chain = history.length, repository.first_parents(head, after=history.head)

    def outcome(statements: Sequence[Statement]) -> tuple[bool, ...] | frozenset[str]:
        """Which of the Changes to come would be accepted, were these believed; or the texts that stay unproven."""
        trial, state, verdicts = Foretelling(lambda: statements), deepcopy(history), list[bool]()
        rest = chain[state.length - start :]
        walker = Walker(repository, state.keyring, trial)
        _walk(walker, state, rest, sink=lambda verdict, _: verdicts.append(verdict.accepted))
        return trial.unproven(state) or tuple(verdicts)

    def find() -> Sequence[Statement]:
        """Asked where the first text is missing, before the history goes past it."""
        return believable(statements_on_main(repository, head, after=history.head), outcome)

    foretelling = Foretelling(find, erased=history.taken_down.texts)
    with SignaturesAhead.over(len(chain)) as signatures:
        walker = Walker(repository, history.keyring, foretelling, signatures=signatures)
        _walk(walker, history, chain, sink=sink, progress=progress)
    if history.head != head:
        raise ForkedError(history.head, head)
    if unproven := foretelling.unproven(history):
        raise ErasureUnprovenError(min(unproven))


def _walk(
    walker: Walker,
    history: History,
    chain: Sequence[str],
    *,
    sink: Sink | None = None,
    progress: Progress | None = None,
) -> None:
    for done, commit in enumerate(chain, start=1):
        if done % _AHEAD == 1 and done < len(chain):
            walker.read_ahead(chain[done - 1 : done - 1 + _AHEAD], history)
        try:
            step = walker.read(commit, history.head)
        except CommitGrammarError as error:
            raise ForkedError(history.head, chain[-1]) from error
        verdict = judge(step, history)
        history.advance(verdict)
        if sink:
            sink(verdict, history)
        if progress:
            progress(done, len(chain))


class ForkedError(Exception):
    """The head presented does not have the known one on its first-parent chain: `main` was rewritten or rolled back."""

    def __init__(self, known: str, presented: str) -> None:
        super().__init__(f"{presented} does not extend {known}")
        self.finding = Finding("history_rewritten", commit=presented, expected=known, found=presented)


def verify(
    repository: Repository,
    *,
    anchor: str | None,
    sink: Sink | None = None,
    progress: Progress | None = None,
    ref: str = MAIN,
    count: bool = True,
    checkpoint: str | None = None,
    remember: bool = False,
) -> Verification:
    """Verify `ref` from `anchor` (a whole commit id; None: the root as presented, and the result says so).

    With `count`, the bytes of every trusted attachment are hashed too. `checkpoint`: a signed note that the verifier
    kept, which today's history has to extend. With `remember`, and without a `sink`, it goes on from what was verified
    here before, where `ref` extends that.

    Raises `RepositoryUnavailableError`, `ObjectMissingError`, `ObjectDamagedError`, `AnchorError`: could not tell.
    """
    head = repository.head(ref)
    if head is None:
        raise RepositoryUnavailableError(
            th=f"คลังนี้ยังไม่มี {ref}",
            en=f"this repository has no {ref}",
            hint_th="ตรวจว่า clone มาครบ หรือเริ่มคลังใหม่ด้วย prongsai init",
            hint_en="check that the clone is whole, or begin a repository with prongsai init",
        )
    memory = Memory(repository.git_dir, anchor) if remember and sink is None else None
    past, before = _recall(memory, repository, head, progress)
    if past is None:
        past = _judge_whole(repository, anchor, head, sink=sink, progress=progress)
    if memory:
        memory.keep(past)
    history, rejected = past.history, past.rejected
    witnesses = read_witnesses(repository, history)
    receipts = read_receipts(repository, history, witnesses.rows)
    judged = None if checkpoint is None else judge_checkpoint(checkpoint, history)
    kept = judged.checkpoint if judged and not judged.findings else None
    seen = Seen((history.position(kept.head) or 0) if kept else 0)
    files, damaged = count_files(repository, history) if count else ({}, ())
    return Verification(
        anchor=history.anchor,
        anchor_pinned=anchor is not None,
        head=head,
        history=history,
        changes=history.length,
        accepted=history.length - len(rejected),
        rejected=tuple(
            Rejection(commit, (*findings, *seen.accuse(commit, history.position(commit) or 0, lines)))
            for commit, findings, lines in rejected
        ),
        public=past.public,
        remembered=before,
        files=files,
        damaged=damaged,
        receipts=receipts,
        witnesses=witnesses,
        checkpoint=judged,
    )


def _recall(
    memory: Memory | None, repository: Repository, head: str, progress: Progress | None
) -> tuple[Past | None, int]:
    """What was found before, taken up to `head`, and how many Changes it had; None where `head` does not extend it."""
    past = memory.recall() if memory else None
    if past is None:
        return None, 0
    before = past.history.length
    try:
        _take_up(repository, past, head, progress=progress)
    except (ForkedError, GitCommandError):  # another history than that time: it is judged by itself
        return None, 0
    return past, before


def _judge_whole(
    repository: Repository, anchor: str | None, head: str, *, sink: Sink | None, progress: Progress | None
) -> Past:
    chain = repository.first_parents(head)
    root = anchor or chain[0]
    if root not in chain:
        raise _anchor_not_found(root)
    past = Past(begin(repository, root, head=head))
    _take_up(repository, past, head, sink=sink, progress=progress)
    return past


def _take_up(
    repository: Repository, past: Past, head: str, *, sink: Sink | None = None, progress: Progress | None = None
) -> None:
    """Judge what comes after `past`, up to `head`."""

    def note(verdict: Verdict, history: History) -> None:
        if not verdict.accepted:
            lines = look_aside(repository, history, verdict.commit)
            past.rejected.append((verdict.commit, verdict.findings, lines))
        note_verdict(past.public.later, verdict, history)
        if sink:
            sink(verdict, history)

    extend(repository, past.history, head, sink=note, progress=progress)


def count_files(repository: Repository, history: History) -> tuple[dict[str, int], tuple[Finding, ...]]:
    """How many of the trusted attachments are in this repository's store, whole; and which are damaged there."""
    store = Store(repository.git_dir)
    states = {path: _state(store, pointer, history) for path, pointer in sorted(history.pointers.items())}
    counted = Counter(states.values())
    damaged = (path for path, state in states.items() if state == "damaged")
    findings = tuple(Finding("file_damaged", path=path, expected=history.pointers[path].sha256) for path in damaged)
    return {state: counted.get(state, 0) for state in ("present", "missing", "damaged", "erased")}, findings


def _state(store: Store, pointer: Pointer, history: History) -> str:
    """What a signed statement erased is not missing; where its bytes still are, they are counted as being there."""
    state = store.state(pointer)
    return "erased" if state == "missing" and pointer.sha256 in history.taken_down.erased else state


def _anchor_not_found(anchor: str) -> RepositoryUnavailableError:
    return RepositoryUnavailableError(
        th=f"จุดตั้งต้น {anchor} ไม่อยู่ในสาย main ของคลังนี้",
        en=f"the anchor {anchor} is not on this repository's main",
        hint_th="เทียบรหัสจุดตั้งต้นกับที่องค์กรประกาศ และตรวจว่า clone ถูกคลัง",
        hint_en="compare the anchor with the one the organisation announced, and check that this is its repository",
    )
