"""Which paths a content repository may have, and what each of them is.

A path that no rule here names is refused. The grammar admits lower-case ASCII only (beside a few fixed names), so two
paths that differ only in case or in Unicode form cannot both stand.
"""

import re
from dataclasses import dataclass
from typing import Final

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
_HOUSE: Final = frozenset({HOLIDAYS, BRANDING, "README.md", ".gitattributes", "CODEOWNERS"})
_SLUG: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_FRAMEWORK: Final = re.compile(r"catalogue/frameworks/(oit-[0-9]{4})\.yaml")
_ITEM: Final = re.compile(rf"items/({_SLUG})/({_SLUG})/({_SLUG})\.yaml")
_FILE: Final = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})\.([a-z0-9]{1,8})")
_RETURN: Final = re.compile(r"attestations/returns/([0-9a-f]{40})\.yaml")
_SLUG_LENGTH: Final = 64


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
class LawPath:
    """Settings, policy or catalogue: what verdicts are made with."""

    path: str


@dataclass(frozen=True, slots=True)
class HousePath:
    """Changed under the rules of policy, but no verdict reads it."""

    path: str


Kind = ItemPath | FilePath | ReturnPath | LawPath | HousePath


def classify(path: str) -> Kind | None:
    """What `path` is, or None: then it is refused."""
    if match := _ITEM.fullmatch(path):
        parts = match.groups()
        return ItemPath(*parts) if all(len(part) <= _SLUG_LENGTH for part in parts) else None
    if match := _FILE.fullmatch(path):
        return FilePath(match[2], match[3])
    if match := _RETURN.fullmatch(path):
        return ReturnPath(match[1])
    if path in _LAW or _FRAMEWORK.fullmatch(path):
        return LawPath(path)
    return HousePath(path) if path in _HOUSE else None


def item_path(item_id: str) -> ItemPath | None:
    """The path of item `<obligation>/<unit>/<name>`, or None when it is no item id."""
    kind = classify(f"items/{item_id}.yaml")
    return kind if isinstance(kind, ItemPath) else None
