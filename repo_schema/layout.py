"""Which paths a content repository may have, and what each of them is.

A path that no rule here names is refused. The grammar admits lower-case ASCII only (beside a few fixed names), so two
paths that differ only in case or in Unicode form cannot both stand.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Final, Literal, TypeAlias, get_args

REGULAR_FILE: Final = "100644"
"""The only mode an entry may have: no executable, no symbolic link, no submodule."""

SETTINGS: Final = "prongsai.yaml"
UNITS: Final = "policy/units.yaml"
OFFICES: Final = "policy/offices.yaml"
PEOPLE: Final = "policy/people.yaml"
RULES: Final = "policy/rules.yaml"
OBLIGATIONS: Final = "catalogue/obligations.yaml"
HOLIDAYS: Final = "calendar/holidays.yaml"
BRANDING: Final = "site/branding.yaml"

_LAW: Final = frozenset({SETTINGS, UNITS, OFFICES, PEOPLE, RULES, OBLIGATIONS})
CODEOWNERS: Final = "CODEOWNERS"
FORGE_CHECKS: Final = (".gitlab-ci.yml", ".gitea/workflows/prongsai.yaml", ".github/workflows/prongsai.yaml")
"""What has a forge check each merge request: programs that it runs, so that only the rules of policy change them."""
_HOUSE: Final = frozenset({HOLIDAYS, BRANDING, "README.md", ".gitattributes", CODEOWNERS, *FORGE_CHECKS})
_SLUG: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_FRAMEWORK: Final = re.compile(r"catalogue/frameworks/(oit-[0-9]{4})\.yaml")
_ITEM: Final = re.compile(rf"items/({_SLUG})/({_SLUG})/({_SLUG})\.yaml")
_FILE: Final = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})\.([a-z0-9]{1,8})")
_RETURN: Final = re.compile(r"attestations/returns/([0-9a-f]{40})\.yaml")
_ATTESTATION: Final = re.compile(rf"attestations/current/({_SLUG})/({_SLUG})/({_SLUG})--([0-9]{{4}}-q[1-4])\.yaml")
_WAIVER: Final = re.compile(rf"waivers/({_SLUG})/({_SLUG})/({_SLUG})\.yaml")
_TOMBSTONE: Final = re.compile(
    rf"tombstones/(withdrawal|suppression|erasure|lifting)/({_SLUG})/({_SLUG})/({_SLUG})--([1-9][0-9]{{0,3}})\.yaml"
)
_RECOVERY: Final = re.compile(r"recoveries/([1-9][0-9]{0,3})\.yaml")
_OBJECTION: Final = re.compile(r"recoveries/([1-9][0-9]{0,3})--objection\.yaml")
_SLUG_LENGTH: Final = 64

TombstoneKind: TypeAlias = Literal["withdrawal", "suppression", "erasure", "lifting"]
TOMBSTONE_KINDS: Final[tuple[TombstoneKind, ...]] = get_args(TombstoneKind)


@dataclass(frozen=True, slots=True)
class ItemPath:
    """`items/<obligation>/<unit>/<name>.yaml`."""

    obligation: str
    unit: str
    name: str

    @property
    def id(self) -> str:
        return f"{self.obligation}/{self.unit}/{self.name}"

    @property
    def path(self) -> str:
        return f"items/{self.id}.yaml"


@dataclass(frozen=True, slots=True)
class FilePath:
    """`files/<aa>/<sha256>.<extension>`: a pointer to an attachment."""

    sha256: str
    extension: str

    @property
    def path(self) -> str:
        return f"files/{self.sha256[:2]}/{self.sha256}.{self.extension}"


@dataclass(frozen=True, slots=True)
class ReturnPath:
    """`attestations/returns/<commit>.yaml`: this content commit was sent back."""

    submission: str

    @property
    def path(self) -> str:
        return f"attestations/returns/{self.submission}.yaml"


@dataclass(frozen=True, slots=True)
class AttestationPath:
    """`attestations/current/<obligation>/<unit>/<name>--<quarter>.yaml`: the item was still current in that quarter.

    No slug has two hyphens in a row, so that name and quarter are told apart in one way.
    """

    obligation: str
    unit: str
    name: str
    quarter: str

    @property
    def item(self) -> ItemPath:
        return ItemPath(self.obligation, self.unit, self.name)

    @property
    def submission(self) -> str:
        """What a submission of it is called."""
        return f"{self.item.id}--{self.quarter}"

    @property
    def path(self) -> str:
        return f"attestations/current/{self.submission}.yaml"


@dataclass(frozen=True, slots=True)
class WaiverPath:
    """`waivers/<obligation>/<unit>/<period>.yaml`: this one duty need not be done."""

    obligation: str
    unit: str
    period: str

    @property
    def submission(self) -> str:
        """What a submission of it is called; no item's name ends so."""
        return f"{self.obligation}/{self.unit}/{self.period}--waiver"

    @property
    def path(self) -> str:
        return f"waivers/{self.obligation}/{self.unit}/{self.period}.yaml"


@dataclass(frozen=True, slots=True)
class TombstonePath:
    """`tombstones/<kind>/<obligation>/<unit>/<name>--<number>.yaml`: something of the item was taken down, or put back.

    The kind stands in the path, so that who must sign is told by the manifest alone.
    """

    kind: TombstoneKind
    obligation: str
    unit: str
    name: str
    number: str
    """Counts the statements of this kind about the item; without leading zeros."""

    @property
    def item(self) -> ItemPath:
        return ItemPath(self.obligation, self.unit, self.name)

    @property
    def submission(self) -> str:
        """What a submission of it is called."""
        return f"{self.item.id}--{self.kind}-{self.number}"

    @property
    def path(self) -> str:
        return f"tombstones/{self.kind}/{self.item.id}--{self.number}.yaml"


@dataclass(frozen=True, slots=True)
class RecoveryPath:
    """`recoveries/<number>.yaml`: who is to administer once the administrators are gone."""

    number: str

    @property
    def submission(self) -> str:
        """What a submission of it is called."""
        return f"policy/recovery-{self.number}"

    @property
    def path(self) -> str:
        return f"recoveries/{self.number}.yaml"


@dataclass(frozen=True, slots=True)
class ObjectionPath:
    """`recoveries/<number>--objection.yaml`: an administrator is there, and objects."""

    number: str

    @property
    def submission(self) -> str:
        """What a submission of it is called."""
        return f"policy/recovery-{self.number}--objection"

    @property
    def path(self) -> str:
        return f"recoveries/{self.number}--objection.yaml"


StatementPath = AttestationPath | WaiverPath


@dataclass(frozen=True, slots=True)
class LawPath:
    """Settings, policy or catalogue: what verdicts are made with."""

    path: str


@dataclass(frozen=True, slots=True)
class HousePath:
    """Changed under the rules of policy, but no verdict reads it."""

    path: str


Kind = (
    ItemPath
    | FilePath
    | ReturnPath
    | AttestationPath
    | WaiverPath
    | TombstonePath
    | RecoveryPath
    | ObjectionPath
    | LawPath
    | HousePath
)

_OF_SLUGS: Final[tuple[tuple[re.Pattern[str], Callable[..., Kind]], ...]] = (
    (_ITEM, ItemPath),
    (_ATTESTATION, AttestationPath),
    (_WAIVER, WaiverPath),
    (_TOMBSTONE, TombstonePath),
    (_RECOVERY, RecoveryPath),
    (_OBJECTION, ObjectionPath),
)


@lru_cache(maxsize=8192)
def classify(path: str) -> Kind | None:
    """What `path` is, or None: then it is refused."""
    for pattern, build in _OF_SLUGS:
        if match := pattern.fullmatch(path):
            return build(*match.groups()) if all(len(part) <= _SLUG_LENGTH for part in match.groups()) else None
    if match := _FILE.fullmatch(path):
        return FilePath(match[2], match[3])
    if match := _RETURN.fullmatch(path):
        return ReturnPath(match[1])
    if path in _LAW or _FRAMEWORK.fullmatch(path):
        return LawPath(path)
    return HousePath(path) if path in _HOUSE else None


def is_document(path: str) -> bool:
    """Whether a document stands at `path`; what a forge runs is YAML too, but not ours to read."""
    return path.endswith(".yaml") and path not in FORGE_CHECKS


def item_path(item_id: str) -> ItemPath | None:
    """The path of item `<obligation>/<unit>/<name>`, or None when it is no item id."""
    kind = classify(f"items/{item_id}.yaml")
    return kind if isinstance(kind, ItemPath) else None


def vouched_id(identity: str, forge: str, number: int | str) -> str:
    """What content of a forge's merge request is called that would be `identity`; no item's name ends so."""
    return f"{identity}--{forge}-{number}"


def submission_id(entries: Mapping[str, object], base: str) -> str:
    """`<obligation>/<unit>/<name>` of the first item; a statement's own; `policy/<short id>` for a change of policy.

    `entries`: path to what stands there after. The short id is of them and of the base, so that two changes of policy
    prepared at once are two submissions; only one of them can be published, and neither displaces the other.
    """
    for path in sorted(entries):
        kind = classify(path)
        if isinstance(kind, ItemPath):
            return kind.id
        if isinstance(kind, StatementPath | TombstonePath | RecoveryPath | ObjectionPath):
            return kind.submission
    lines = [base, *(f"{path} {entries[path]}" for path in sorted(entries))]
    return f"policy/{_short_id(lines)}"


def import_id(unit: str, paths: Iterable[str]) -> str:
    """What a batch of old files is called: the same for the same items, so that a run repeated names the same one."""
    items = sorted(path for path in paths if path.startswith("items/"))
    return f"import/{unit}/{_short_id(items)}"


def _short_id(lines: Iterable[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()[:12]
