"""From commit ids to what the judge can judge: each step of `main`, read, re-hashed, parsed and proven signed.

Nothing is decided here but form: a step that is no well-formed Change comes out as `Malformed`, with findings, and the
history goes on. Only the commits that a Change itself brings are read: its merge, its approvals, its one content
commit; whatever else lies in side history has no part in any verdict.
"""

from typing import Final

from repo_schema.approvals import is_form
from repo_schema.commits import Commit, CommitGrammarError, parse_commit, parse_links
from repo_schema.findings import Finding
from repo_schema.history import Change, Malformed, SignedCommit, Submission
from repo_schema.keys import SignatureError
from repo_schema.layout import REGULAR_FILE, classify
from repo_schema.manifests import Alteration, Manifest
from repo_schema.relisting import RelistingError, is_relisting, parse_relisting
from service.ledger.repository import Repository, UnfitObjectError
from service.ledger.signatures import verify_commit
from service.ledger.trees import Trees

APPROVALS_AT_MOST: Final = 64
"""On one side of one merge; a longer chain is refused rather than walked."""


class _MalformedError(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


class Walker:
    """Reads the Changes of one repository."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self.trees = Trees(repository)

    def tree_of(self, commit: str) -> str:
        """The tree of any commit, however odd; raises `CommitGrammarError` when even that cannot be told."""
        return parse_links(self._repository.read_commit(commit))[0]

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
        try:
            signed = self._signed(commit, commit)
            submission = self._submission(signed) if len(parents) > 1 else None
        except _MalformedError as error:
            return Malformed(commit, _committed_at(raw, commit), alterations, (error.finding,))
        blobs = self.blobs(submission.manifest) if submission else {}
        return Change(signed, alterations, submission, blobs)

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
        """What the manifest puts in place, as far as it may stand there at all."""
        wanted = {
            after.oid
            for path, (_, after) in manifest.items()
            if after is not None and after.mode == REGULAR_FILE and classify(path) is not None
        }
        return {oid: self._blob(oid) for oid in wanted}

    def _blob(self, oid: str) -> bytes | None:
        """None: nothing that may be a document, for its size or its kind."""
        try:
            return self._repository.read_blob(oid)
        except UnfitObjectError:
            return None

    def _signed(self, oid: str, change: str) -> SignedCommit:
        try:
            return verify_commit(parse_commit(oid, self._repository.read_commit(oid)))
        except CommitGrammarError as error:
            raise _MalformedError(Finding("commit_grammar", commit=change, found=f"{oid}: {error}")) from error
        except UnfitObjectError as error:
            raise _MalformedError(Finding("commit_grammar", commit=change, found=f"{oid}: no commit")) from error
        except SignatureError as error:
            code = "signature_missing" if error.reason == "missing" else "signature_invalid"
            raise _MalformedError(Finding(code, commit=change, found=f"{oid}: {error.detail}")) from error

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
        manifest = self._relisted(content, change) | self.trees.difference(before, content.commit.tree)
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


def _committed_at(raw: bytes, oid: str) -> int:
    """The committer's date of a commit that may be malformed, for display; 0 when it cannot be told."""
    try:
        commit: Commit = parse_commit(oid, raw)
    except CommitGrammarError:
        return 0
    return commit.committer.at
