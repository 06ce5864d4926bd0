"""The trusted state and how it grows: what accepted Changes add up to, and nothing else.

`History` is fed verdicts in the order of `main`, oldest first; feeding it out of order is a defect of the caller
(`AssertionError`). It reads nothing, and judges nothing: `repo_schema.judgement` does, against it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias

from repo_schema.commits import Commit
from repo_schema.documents import Document
from repo_schema.findings import Finding
from repo_schema.footing import Footed, Footing
from repo_schema.keys import key_material
from repo_schema.law import Law
from repo_schema.layout import (
    HOLIDAYS,
    FilePath,
    ItemPath,
    LawPath,
    ReturnPath,
    TombstonePath,
    classify,
)
from repo_schema.manifests import Entries, Entry, Manifest
from repo_schema.openpgp_signatures import add_to_keyring
from repo_schema.pointers import Pointer
from repo_schema.recovering import Recoveries, Recovery
from repo_schema.references import cited_lines
from repo_schema.requirements import Approval
from repo_schema.reviews import Account
from repo_schema.texts import Text, Texts
from repo_schema.tombstones import TakenDown


@dataclass(frozen=True, slots=True)
class SignedCommit:
    """A **fact**: `key` (canonical) signed exactly these bytes. Only `service.ledger.signatures` makes one."""

    commit: Commit
    key: str


@dataclass(frozen=True, slots=True)
class Submission:
    """`base ← content ← approvals`, read from git and verified as signed; not yet judged."""

    base: str
    content: SignedCommit
    manifest: Manifest
    """Computed: what differs between the trees of `base` and `content`."""
    approvals: tuple[SignedCommit, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One first-parent step of `main` whose commits are well formed and signed."""

    signed: SignedCommit
    alterations: Manifest
    """What differs between the first parent's tree and this one's."""
    submission: Submission | None
    """None: a step with one parent."""
    blobs: Mapping[str, bytes | None]
    """Object id to content, for every entry the manifest puts in place; None: larger than any document may be.

    An object that is not there, and of which an erasure speaks, is left out."""
    stated: Mapping[str, Text] = field(default_factory=dict)
    """Path to what an erasure further on says of the text that just this Change put there; of what is left out."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """One first-parent step of `main` that is rejected before any rule is asked."""

    commit: str
    at: int
    alterations: Manifest
    findings: tuple[Finding, ...]


Outcome: TypeAlias = Literal["publication", "restoration", "rejected"]


@dataclass(frozen=True, slots=True)
class Act:
    """Who did a thing, in which office where it took one, and when they say they did."""

    person: str
    office: str | None
    commit: str
    signed_at: int
    vouched: Account | None = None
    """The forge account that wrote it, where a recorder signed for its owner."""


@dataclass(frozen=True, slots=True)
class Provenance:
    prepared: Act
    approvals: tuple[Approval, ...]
    published: Act
    keys: frozenset[str]
    """Every key whose signature it rests on."""
    merged_with: str
    """The key of the merge, whose date is its owner's claim."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What an accepted publication puts in place, already read."""

    documents: Mapping[str, Document] = field(default_factory=dict)
    texts: Mapping[str, Text] = field(default_factory=dict)
    """What each item holds; of one without a document, what the statement that erases it says."""
    pointers: Mapping[str, Pointer] = field(default_factory=dict)
    law: Law | None = None
    """The new law, when the manifest changes it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Accepted or rejected, whole, with reasons."""

    commit: str
    index: int
    outcome: Outcome
    at: int
    """When it became public: `max(committer date, that of the last shared Change)`, Unix seconds; a claim."""
    alterations: Manifest
    """What it did to `main`'s tree, trusted or not."""
    findings: tuple[Finding, ...] = ()
    manifest: Manifest = field(default_factory=dict)
    """What it does to the trusted state; empty unless it is a publication."""
    provenance: Provenance | None = None
    admission: Admission = field(default_factory=Admission)

    @property
    def accepted(self) -> bool:
        return self.outcome != "rejected"

    @property
    def is_shared(self) -> bool:
        """Whether anybody beside its author signed for it; what one person does alone moves no clock.

        Otherwise one return or restoration dated in a far year would end every term of office.
        """
        made = self.provenance
        return made is not None and any(approval.person != made.prepared.person for approval in made.approvals)


_FIRST_DAY: Final = date(1970, 1, 1).toordinal()
_SECONDS_A_DAY: Final = 86_400
_BANGKOK_AHEAD: Final = 7 * 3600
"""Seconds, since 1920 and without a summer time: no verdict asks a machine's own table of time zones."""


def day_of(at: int) -> date:
    """The day in Bangkok of a moment in Unix seconds."""
    return date.fromordinal(_FIRST_DAY + (at + _BANGKOK_AHEAD) // _SECONDS_A_DAY)


class History:
    """The trusted state after every Change fed so far, with what judging the next one needs to know of the past."""

    def __init__(self, *, anchor: str, at: int, entries: Entries, admission: Admission) -> None:
        """Begin at the anchor, whose tree is the first trusted state, unjudged."""
        if admission.law is None:
            raise AssertionError("a history begins with a law")
        self.head = anchor
        self.at = at
        self.entries: dict[str, Entry] = {}
        self.untrusted: dict[str, Entry | None] = {}
        """Path to `main`'s entry, wherever it is not the trusted one."""
        self.pointers: dict[str, Pointer] = {}
        self.law_documents: dict[str, Document] = {}
        self.key_owners: dict[str, str] = {}
        """Every key ever listed, and the person it belongs to for ever."""
        self.material_owners: dict[str, str] = {}
        """The same of what stays of a key in every format."""
        self.keyring: dict[str, str] = {}
        """The OpenPGP keys among them, by fingerprint."""
        self.returned_paths: dict[str, frozenset[str]] = {}
        """Path of each record of return, and the paths of the submission it sent back."""
        self.imported: set[str] = set()
        """Paths of the trusted items that were made of existing files, without their form."""
        self.holidays: frozenset[date] = frozenset()
        """The days of the trusted holiday file."""
        self.taken_down = TakenDown()
        self.recoveries = Recoveries()
        self.stated: set[tuple[str, int]] = set()
        """Item and number of the versions that were taken on the word of an erasure: their texts were not there."""
        self._texts = Texts()
        self._cited: dict[tuple[str, int], set[str]] = defaultdict(set)
        """Item and version of each plan to the lines that some report named."""
        self._position = {anchor: 0}
        self._at = [at]
        self._altered: dict[str, int] = {}
        self._law_altered = 0
        self._laws: list[tuple[int, Law]] = []
        self._files_of: dict[str, frozenset[str]] = {}
        self._referrers: dict[str, set[str]] = defaultdict(set)
        self.footing = Footing()
        """What the current versions rest on, and which are suspended."""
        self._admit(0, {path: (None, entry) for path, entry in entries.items()}, admission)

    @property
    def law(self) -> Law:
        return self._laws[-1][1]

    @property
    def anchor(self) -> str:
        return next(iter(self._position))

    @property
    def length(self) -> int:
        """Changes fed so far, without the anchor."""
        return len(self._position) - 1

    @property
    def commits(self) -> list[str]:
        """The anchor and every Change fed so far, oldest first."""
        return list(self._position)

    @property
    def is_trusted(self) -> bool:
        """Whether `main`'s tree is the trusted state."""
        return not self.untrusted

    def position(self, commit: str) -> int | None:
        """Where `commit` stands on `main`, the anchor being 0; None when it does not."""
        return self._position.get(commit)

    def at_position(self, position: int) -> int:
        """When the trusted state was what it was after the Change at `position`, Unix seconds."""
        return self._at[position]

    def altered_at(self, path: str) -> int:
        """Index of the last Change that altered the trusted entry of `path`; the whole law counts as one path."""
        return self._law_altered if isinstance(classify(path), LawPath) else self._altered.get(path, 0)

    def laws_since(self, index: int) -> tuple[Law, ...]:
        """The laws in force from just after Change `index` until now."""
        in_force = max(n for n, (start, _) in enumerate(self._laws) if start <= index)
        return tuple(law for _, law in self._laws[in_force:])

    def open_recoveries(self) -> Iterable[Recovery]:
        """What was announced and can still take effect."""
        return self.recoveries.open(self._law_altered)

    def referrers(self, file: str) -> frozenset[str]:
        """Paths of the trusted items that name `file`."""
        return frozenset(self._referrers.get(file, ()))

    def files_of(self, item: str) -> frozenset[str]:
        """The files that the trusted item at path `item` names."""
        return self._files_of.get(item, frozenset())

    def files_named_by(self, item: str) -> Iterable[FilePath]:
        """The files that any version of the item at path `item` ever named."""
        kinds = (classify(path) for path in {file for _, text in self._texts.of(item) for file in text.files})
        return [kind for kind in kinds if isinstance(kind, FilePath)]

    def versions_of(self, item: str) -> int:
        """How many versions of the item at path `item` were published."""
        return len(self._texts.of(item))

    def text_of(self, item: str, version: int) -> tuple[str, Text]:
        """The Change that published this version of the item at path `item`, and what it holds."""
        return self._texts.of(item)[version - 1]

    def holding(self, blob: str) -> frozenset[tuple[str, int]]:
        """Every item and version whose text is `blob`, and every other path where it stands (as version 0)."""
        versions = {
            (item, number)
            for item, texts in self._texts.items()
            for number, (_, text) in enumerate(texts, start=1)
            if text.blob == blob
        }
        here = {path for path, entry in self.entries.items() if entry.oid == blob}
        return frozenset(versions | {(path, 0) for path in here - {item for item, _ in versions}})

    @property
    def erased_texts(self) -> dict[str, int]:
        """Texts of versions that statements erase, and how many were not here: of those, what was said was believed."""
        return {"erased": len(self.taken_down.texts), "unread": len(self.stated)}

    @property
    def unproven_texts(self) -> frozenset[str]:
        """The texts that were taken on the word of a statement that has not been accepted so far."""
        stated = ((number, self.text_of(item, number)[1]) for item, number in self.stated)
        erased = self.taken_down.texts
        return frozenset(text.blob for number, text in stated if erased.get(text.blob, {}).get(number) != text.lines)

    def lines_of(self, item: str, version: int) -> frozenset[str] | None:
        """The numbers of the lines in that version of the item at path `item`; None when there is no such version.

        Of an erased version there is nothing left to refer to.
        """
        if not 1 <= version <= self.versions_of(item):
            return None
        _, text = self.text_of(item, version)
        return None if text.blob in self.taken_down.texts else text.lines

    def cited(self, item: str, version: int) -> frozenset[str]:
        """The lines of that version of the item at path `item` that some report, as far as it can be read, names."""
        return frozenset(self._cited.get((item, version), ()))

    def items_of(self, *, obligation: str | None = None, unit: str | None = None) -> Iterable[ItemPath]:
        """The trusted items of an obligation, or of a unit."""
        for path in self._files_of:
            kind = classify(path)
            if isinstance(kind, ItemPath) and (kind.obligation == obligation or kind.unit == unit):
                yield kind

    def landed(self, path: str) -> Entry | None:
        """What `main`'s tree holds at `path`, trusted or not."""
        return self.untrusted[path] if path in self.untrusted else self.entries.get(path)

    def advance(self, verdict: Verdict) -> None:
        """Take the next verdict in."""
        if verdict.index != self.length + 1:
            raise AssertionError(f"verdict {verdict.index} does not follow {self.length}")
        self._position[verdict.commit] = verdict.index
        self.head = verdict.commit
        if verdict.is_shared:
            self.at = verdict.at
        self._at.append(self.at)
        landed = {path: self.landed(path) for path in verdict.manifest}
        landed |= {path: after for path, (_, after) in verdict.alterations.items()}
        self._admit(verdict.index, verdict.manifest, verdict.admission)
        if made := verdict.provenance:
            step = Footed(verdict.index, day_of(verdict.at), made.keys, made.merged_with)
            self.footing.take(step, verdict.manifest)
            if verdict.admission.law is not None:
                self.footing.suspend(self.law.policy)
        for path, entry in landed.items():
            if entry == self.entries.get(path):
                self.untrusted.pop(path, None)
            else:
                self.untrusted[path] = entry

    def _admit(
        self, index: int, manifest: Mapping[str, tuple[Entry | None, Entry | None]], admission: Admission
    ) -> None:
        for path, (_, after) in manifest.items():
            if after is None:
                self.entries.pop(path, None)
                self.pointers.pop(path, None)
            else:
                self.entries[path] = after
            self._altered[path] = index
        self.pointers.update(admission.pointers)
        self._note_texts(admission)
        self._note_references(index, admission.documents)
        if admission.law is not None:
            self._enact(index, admission)

    def _note_references(self, index: int, documents: Mapping[str, Document]) -> None:
        for path, document in documents.items():
            kind = classify(path)
            if path == HOLIDAYS:
                self.holidays = frozenset(date.fromisoformat(row["date"]) for row in document.value["holidays"])
            if isinstance(kind, ReturnPath):
                self.returned_paths[path] = frozenset(document.value["paths"])
            if isinstance(kind, TombstonePath):
                self.taken_down.note(kind, document.value)
            self.recoveries.note(kind, document.value, index, self.at)
            if isinstance(kind, ItemPath) and (cited := cited_lines(document)):
                plan, version, lines = cited
                self._cited[plan, version] |= lines

    def _note_texts(self, admission: Admission) -> None:
        for path, text in admission.texts.items():
            (self.imported.add if text.is_imported else self.imported.discard)(path)
            number = self._texts.add(path, self.head, text)
            if path not in admission.documents:
                self.stated.add((path, number))
            for file in self._files_of.get(path, frozenset()) - text.files:
                self._referrers[file].discard(path)
            for file in text.files:
                self._referrers[file].add(path)
            self._files_of[path] = text.files

    def _enact(self, index: int, admission: Admission) -> None:
        law = admission.law
        if law is None:
            return
        self._law_altered = index
        self._laws.append((index, law))
        self.law_documents |= {p: d for p, d in admission.documents.items() if isinstance(classify(p), LawPath)}
        self.law_documents = {p: d for p, d in self.law_documents.items() if p in self.entries}
        for key, person, _ in law.policy.listed_keys():
            self.key_owners[key] = person.id
            self.material_owners[key_material(key)] = person.id
            add_to_keyring(self.keyring, key)
