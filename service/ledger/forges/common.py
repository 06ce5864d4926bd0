"""What every forge can be asked, and what it answers, whatever its own words for it are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from repo_schema.reviews import ReviewStrength, is_login
from service.ledger.errors import LedgerError

__all__ = [
    "NOTHING",
    "Client",
    "ForgeError",
    "MergeRequest",
    "Note",
    "Notes",
    "Push",
    "RequestState",
    "Review",
    "Shape",
    "Source",
    "lower_login",
    "read_rows",
    "seconds",
]

NOTHING = "0" * 40
"""How forges spell the commit before a branch was, or after it is gone."""
RequestState: TypeAlias = Literal["open", "merged", "closed"]

_T = TypeVar("_T", bound="Shape")


class ForgeError(LedgerError):
    """A forge did not answer, or not in the shape it promises: nothing can be told from it."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(
            th=f"อ่านการพิจารณาจาก {url} ไม่ได้: {reason}",
            en=f"the reviews at {url} cannot be read: {reason}",
            hint_th="ไม่มีอะไรถูกเผยแพร่ ตรวจที่อยู่ใน policy/rules.yaml เครือข่าย และรหัสเข้าใช้ แล้วสั่งอีกครั้ง",
            hint_en="nothing was published; check the address in policy/rules.yaml, network and token; try again",
        )


@dataclass(frozen=True, slots=True)
class MergeRequest:
    """A merge request (pull request) into `main`."""

    number: int
    url: str
    """Its page, for people."""
    branch: str
    head: str
    """The commit it stands at."""
    author: str | None = None
    """The account that opened it; None where policy could name none."""
    state: RequestState = "open"
    is_draft: bool = False
    is_foreign: bool = False
    """Whether its branch is in another repository, where nobody here sees who pushes."""
    ref: str | None = None
    """Where the forge's git shows its head; a name made of its number alone."""


@dataclass(frozen=True, slots=True)
class Push:
    """One move of a branch, by the forge's own record: its account is who was logged in, not who a commit names."""

    login: str | None
    """None where policy could name no such account."""
    after: str | None
    """None where the record only says that the branch was made."""
    before: str | None = None
    """None where the record does not say."""
    is_creation: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """One account's approval in force: its latest word, not dismissed."""

    login: str
    """In lower case."""
    head: str
    at: int
    """Unix seconds, by the forge's clock."""
    strength: ReviewStrength


@dataclass(frozen=True, slots=True)
class Note:
    """A comment on a merge request."""

    id: int
    login: str
    """As the forge spells it, in lower case."""
    body: str


class Source(Protocol):
    """One repository on one forge. Every method raises `ForgeError`."""

    def merge_requests(self) -> tuple[MergeRequest, ...]:
        """Those into `main`, open or merged, newest first, as far back as is looked."""

    def reviews(self, request: MergeRequest) -> tuple[Review, ...]:
        """The approvals in force, one an account."""

    def pushes(self, request: MergeRequest) -> Iterator[Push]:
        """Every move of the merge request's branch, newest first, at least as far back as its creation."""


class Notes(Protocol):
    """What is written on merge requests. Every method but `page_of` raises `ForgeError`."""

    def account(self) -> str:
        """The account that writes, in lower case."""

    def notes(self, request: MergeRequest) -> tuple[Note, ...]:
        """Those that are there, oldest first."""

    def add_note(self, request: MergeRequest, body: str) -> None: ...

    def edit_note(self, request: MergeRequest, note: int, body: str) -> None: ...

    def page_of(self, head: str, path: str) -> str:
        """Where a person sees a file as it stands at `head`."""


class Client(Source, Notes, Protocol):
    """All that is done at a forge."""


class Shape(BaseModel):
    """A body as its forge publishes it: the fields that matter, and whatever else."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def read_rows(shape: type[_T], body: Any, url: str) -> list[_T]:
    """The rows of a list; raises `ForgeError` when they are of another shape."""
    try:
        return TypeAdapter(list[shape]).validate_python(body)  # type: ignore[valid-type]
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ForgeError(url, f"unexpected answer at {where}") from error


def lower_login(name: str) -> str | None:
    """The login as policy spells it; None for what no policy can name."""
    login = name.lower()
    return login if name.isascii() and is_login(login) else None


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())
