"""From commit ids to what the judge can judge: each step of `main`, read, re-hashed, parsed and proven signed.

Nothing is decided here but form: a step that is no well-formed Change comes out as `Malformed`, with findings, and the
history goes on. Only the commits that a Change itself brings are read: its merge, its approvals, its one content
commit; whatever else lies in side history has no part in any verdict.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeGuard

from repo_schema.approvals import is_form
from repo_schema.commits import Commit, CommitGrammarError, parse_commit, parse_links
from repo_schema.findings import Finding
from repo_schema.history import Change, History, Malformed, SignedCommit, Submission
from repo_schema.keys import SignatureError
from repo_schema.layout import REGULAR_FILE, classify
from repo_schema.manifests import Alteration, Entry, Manifest
from repo_schema.openpgp_signatures import Keyring, is_openpgp
from repo_schema.relisting import RelistingError, is_relisting, parse_relisting
from repo_schema.texts import Text
from service.ledger.errors import ObjectMissingError
from service.ledger.foretelling import Foretelling
from service.ledger.objects import Objects
from service.ledger.recent import Recent
from service.ledger.repository import UnfitObjectError
from service.ledger.signatures_ahead import SignaturesAhead
from service.ledger.trees import Trees

APPROVALS_AT_MOST: Final = 64
"""On one side of one merge; a longer chain is refused rather than walked."""
_TREES_KNOWN: Final = 4096
_STEPS_AHEAD: Final = 4
"""Commits looked ahead for on one side: a content commit and the approvals there usually are."""


class _MalformedError(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


class Walker:
    """Reads the Changes of one repository, or the one whose objects are at hand."""

    def __init__(
        self,
        repository: Objects,
        keyring: Keyring,
        foretelling: Foretelling | None = None,
        *,
        is_partial: bool = False,
        signatures: SignaturesAhead | None = None,
    ) -> None:
        """`keyring`: the OpenPGP keys that policy ever listed (`History.keyring`), which may grow meanwhile.

        `foretelling` names the texts that may be missing there; `signatures` is told of what is read ahead.
        """
        self._repository = repository
        self._keyring = keyring
        self._foretelling = foretelling or Foretelling()
        self._signatures = signatures or SignaturesAhead()
        self.trees = Trees(repository, is_partial=is_partial)
        self._known_trees: Recent[str, str] = Recent(_TREES_KNOWN)
        """The trees of the commits of `main` that were read."""

    def tree_of(self, commit: str) -> str:
        """The tree of any commit, however odd; raises `CommitGrammarError` when even that cannot be told."""
        return self._known_trees.get(commit) or parse_links(self._repository.read_commit(commit))[0]

    def read_ahead(self, commits: Sequence[str], history: History) -> None:
        """Have at hand what reading the next steps of `main` asks for, all at once.

        A courtesy and never a fact: what is odd, missing or damaged is told by whoever reads it.
        """
        self._repository.forget()
        self._signatures.forget()
        self._have_at_hand(commits)
        pairs: set[tuple[str, str]] = set()
        before = self._links(history.head)
        tips: list[str] = []
        for commit in commits:
            now = self._links(commit)
            if before and now:
                pairs.add((before[0], now[0]))
                tips += now[1][1:]
            before = now
        known = {*commits}
        for _ in range(_STEPS_AHEAD):
            tips = [tip for tip in tips if tip not in known and history.position(tip) is None]
            self._have_at_hand(tips)
            above = [(links[0], parent) for links in map(self._links, tips) if links for parent in links[1]]
            for tree, parent in above:
                if (parent in known or history.position(parent) is not None) and (base := self._links(parent)):
                    pairs.add((base[0], tree))
            tips = [parent for _, parent in above]
        self._repository.prefetch(self.trees.read_ahead(pairs))

    def _have_at_hand(self, commits: Sequence[str]) -> None:
        self._repository.prefetch(commits)
        self._signatures.ask((oid, raw) for oid in commits if (raw := self._repository.peek(oid)))

    def _links(self, commit: str) -> tuple[str, tuple[str, ...]] | None:
        """Tree and parents of a commit at hand; of one that was judged, its tree."""
        if commit in self._known_trees:
            return self._known_trees[commit], ()
        raw = self._repository.peek(commit)
        try:
            return parse_links(raw) if raw else None
        except CommitGrammarError:
            return None

    def read(self, commit: str, previous: str) -> Change | Malformed:
        """The step of `main` from `previous` to `commit`.

        Raises `ObjectMissingError` and `ObjectDamagedError` (could not tell), and `CommitGrammarError` when `commit`
        is not a child of `previous` at all: then the caller was given no first-parent chain.
        """
        raw = self._repository.read_commit(commit)
        tree, parents = parse_links(raw)
        if not parents or parents[0] != previous:
            raise CommitGrammarError("links")
        alterations = self.trees.difference(self.tree_of(previous), tree)
        self._known_trees[commit] = tree
        try:
            signed = self._proven(commit, raw, commit)
            submission = self._submission(signed) if len(parents) > 1 else None
        except _MalformedError as error:
            return Malformed(commit, _committed_at(raw, commit), alterations, (error.finding,))
        if submission is None:
            return Change(signed, alterations, None, {})
        blobs = self.blobs(submission.manifest)
        entries = {path: after for path, (_, after) in submission.manifest.items()}
        return Change(signed, alterations, submission, blobs, self.stated(commit, entries, blobs))

    def read_signed(self, commit: str) -> SignedCommit | Finding:
        """A commit proven signed, or why it is not."""
        try:
            return self._signed(commit, commit)
        except _MalformedError as error:
            return error.finding

    def read_submission(self, tip: str) -> Submission | Finding:
        """The submission whose approval chain ends in `tip`, or why there is none."""
        try:
            return self._from_tips((tip,), tip)
        except _MalformedError as error:
            return error.finding

    def blobs(self, manifest: Manifest) -> dict[str, bytes | None]:
        """What the manifest puts in place, as far as it may stand there at all, without what was erased."""
        wanted = {after.oid for path, (_, after) in manifest.items() if _is_wanted(after, path)}
        return dict(self.present(wanted))

    def present(self, oids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Id and content of each blob; the erased are left out, and any other that is missing is told of."""
        for oid in oids:
            try:
                yield oid, self._blob(oid)
            except ObjectMissingError:
                if not self._foretelling.covers(oid):
                    raise

    def stated(
        self, commit: str, entries: Mapping[str, Entry | None], blobs: Mapping[str, bytes | None]
    ) -> dict[str, Text]:
        """Path to what is said of the text that `commit` put there, of what is not among `blobs`."""
        wanted = {path: entry.oid for path, entry in entries.items() if _is_wanted(entry, path)}
        gone = {path: oid for path, oid in wanted.items() if oid not in blobs}
        said = {path: self._foretelling.text(commit, path, oid) for path, oid in gone.items()}
        return {path: text for path, text in said.items() if text is not None}

    def _blob(self, oid: str) -> bytes | None:
        """None: nothing that may be a document, for its size or its kind."""
        try:
            return self._repository.read_blob(oid)
        except UnfitObjectError:
            return None

    def _signed(self, oid: str, change: str) -> SignedCommit:
        try:
            raw = self._repository.read_commit(oid)
        except UnfitObjectError as error:
            raise _MalformedError(Finding("commit_grammar", commit=change, found=f"{oid}: no commit")) from error
        return self._proven(oid, raw, change)

    def _proven(self, oid: str, raw: bytes, change: str) -> SignedCommit:
        try:
            commit = parse_commit(oid, raw)
            return self._signatures.verify(commit, raw, self._keyring)
        except CommitGrammarError as error:
            raise _MalformedError(Finding("commit_grammar", commit=change, found=f"{oid}: {error}")) from error
        except SignatureError as error:
            raise _MalformedError(_unsigned(error, commit, change)) from error

    def _submission(self, merge: SignedCommit) -> Submission:
        return self._from_tips(merge.commit.parents[1:], merge.commit.id)

    def _from_tips(self, tips: tuple[str, ...], change: str) -> Submission:
        """The one content commit that every tip's approval chain stands on, and those approvals."""
        if len(tips) > APPROVALS_AT_MOST:
            raise _MalformedError(Finding("merge_shape", commit=change, found=f"{len(tips)}"))
        contents: dict[str, SignedCommit] = {}
        approvals: dict[str, SignedCommit] = {}
        for tip in tips:
            content, chain = self._chain(tip, change)
            contents[content.commit.id] = content
            approvals |= {approval.commit.id: approval for approval in chain}
        if len(contents) != 1:
            raise _MalformedError(Finding("merge_shape", commit=change, found=", ".join(sorted(contents))))
        (content,) = contents.values()
        for approval in approvals.values():
            if approval.commit.tree != content.commit.tree:
                raise _MalformedError(Finding("approval_tree_differs", commit=change, found=approval.commit.id))
        (base,) = content.commit.parents
        try:
            before = self.tree_of(base)
        except (CommitGrammarError, UnfitObjectError) as error:
            raise _MalformedError(Finding("commit_grammar", commit=change, found=f"{base}: no commit")) from error
        manifest = {**self._relisted(content, change), **self.trees.difference(before, content.commit.tree)}
        return Submission(base, content, manifest, tuple(approvals.values()))

    def _relisted(self, content: SignedCommit, change: str) -> dict[str, Alteration]:
        """What the content lists again as it stands."""
        if not is_relisting(content.commit.message):
            return {}
        try:
            paths = parse_relisting(content.commit.message)
        except RelistingError as error:
            raise _MalformedError(Finding("relisting_invalid", commit=change, found=str(error))) from error
        entries = self.trees.some_entries(content.commit.tree, paths)
        return {path: Alteration(entry, entry) for path, entry in entries.items() if entry is not None}

    def _chain(self, tip: str, change: str) -> tuple[SignedCommit, list[SignedCommit]]:
        chain: list[SignedCommit] = []
        oid = tip
        while len(chain) <= APPROVALS_AT_MOST:
            signed = self._signed(oid, change)
            if len(signed.commit.parents) != 1:
                raise _MalformedError(Finding("merge_shape", commit=change, found=oid))
            if not is_form(signed.commit.message):
                return signed, chain
            chain.append(signed)
            (oid,) = signed.commit.parents
        raise _MalformedError(Finding("merge_shape", commit=change, found=tip))


def _is_wanted(entry: Entry | None, path: str) -> TypeGuard[Entry]:
    """Whether what stands there is read at all."""
    return entry is not None and entry.mode == REGULAR_FILE and classify(path) is not None


def _unsigned(error: SignatureError, commit: Commit, change: str) -> Finding:
    """Why `commit`, of `change`, is nobody's."""
    if error.reason == "unknown":
        return Finding("signer_unknown", commit=commit.id, found=error.detail)
    is_odd = error.reason != "invalid" and commit.signature is not None and is_openpgp(commit.signature)
    code = "signature_unsupported" if is_odd or error.reason == "unsupported" else "signature_invalid"
    code = "signature_missing" if error.reason == "missing" else code
    return Finding(code, commit=change, found=f"{commit.id}: {error.detail}")


def _committed_at(raw: bytes, oid: str) -> int:
    """The committer's date of a commit that may be malformed, for display; 0 when it cannot be told."""
    try:
        commit: Commit = parse_commit(oid, raw)
    except CommitGrammarError:
        return 0
    return commit.committer.at
