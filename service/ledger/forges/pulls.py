"""Pull requests as Gitea, Forgejo and GitHub spell them: the same in what matters here.

Sources: Gitea's `modules/structs` (`pull.go`, `pull_review.go`, `issue_comment.go`) and GitHub's REST description
(`pulls/list`, `pulls/list-reviews`, `issues/list-comments`). A review names its commit, which is what it is bound to;
Gitea's `stale` is not believed. Comments are those of the issue that every pull request is.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from pydantic import AwareDatetime

from service.ledger.forges.common import ForgeError, MergeRequest, Note, Review, Shape, lower_login, read_rows, seconds
from service.ledger.forges.door import Door

__all__ = ["Pull", "PullReview", "User", "list_pulls", "list_reviews", "read_notes", "reviews_in_force"]

_NEWEST: Final = 500
"""Pull requests looked at."""


class User(Shape):
    login: str


class _Repository(Shape):
    full_name: str


class _End(Shape):
    ref: str
    sha: str
    repo: _Repository | None = None


class Pull(Shape):
    number: int
    html_url: str
    user: User | None = None
    """None: the account is gone."""
    state: str
    merged_at: datetime | None = None
    draft: bool = False
    head: _End
    base: _End


class PullReview(Shape):
    id: int
    user: User | None = None
    """None: of a team, or of somebody whose account is gone."""
    state: str
    commit_id: str | None = None
    submitted_at: AwareDatetime | None = None
    pull_request_url: str
    official: bool = True
    """Gitea only: whether the forge's own rules count it."""
    dismissed: bool = False
    """Gitea only; GitHub changes the state instead."""


class _Comment(Shape):
    id: int
    user: User | None = None
    body: str | None = None


def read_notes(rows: Any, url: str) -> Iterator[Note]:
    """A page of comments; raises `ForgeError`."""
    for row in read_rows(_Comment, rows, url):
        yield Note(row.id, row.user.login.lower() if row.user else "", row.body or "")


def list_pulls(door: Door, repository: str, size: str, **query: str) -> tuple[MergeRequest, ...]:
    """Pull requests into `main` of `repository` (`owner/name`), of whatever state, the newest 500."""
    found: list[MergeRequest] = []
    seen = 0
    for page in door.pages("pulls", size, state="all", **query):
        for pull in read_rows(Pull, page, door.base):
            if pull.base.repo is None or pull.base.repo.full_name.lower() != repository.lower():
                raise ForgeError(door.base, f"pull request {pull.number} is of another repository")
            if pull.base.ref == "main":
                found.append(_request(pull, repository))
        seen += len(page)
        if seen >= _NEWEST:
            break
    return tuple(found)


def _request(pull: Pull, repository: str) -> MergeRequest:
    home = pull.head.repo
    return MergeRequest(
        pull.number,
        pull.html_url,
        pull.head.ref,
        pull.head.sha,
        author=lower_login(pull.user.login) if pull.user else None,
        state="merged" if pull.merged_at else "open" if pull.state == "open" else "closed",
        is_draft=pull.draft,
        is_foreign=home is None or home.full_name.lower() != repository.lower(),
        ref=f"refs/pull/{pull.number}/head",
    )


def list_reviews(door: Door, request: MergeRequest, size: str) -> list[PullReview]:
    """Every review of a pull request; raises `ForgeError` when one is of another."""
    path = f"pulls/{request.number}/reviews"
    rows = [row for page in door.pages(path, size) for row in read_rows(PullReview, page, door.base)]
    for row in rows:
        if not row.pull_request_url.endswith((f"/pulls/{request.number}", f"/pull/{request.number}")):
            raise ForgeError(door.base, f"review {row.id} is of another pull request")
    return rows


def reviews_in_force(rows: Iterable[PullReview], *, asked_again: frozenset[str]) -> tuple[Review, ...]:
    """The approvals that stand: of each account its latest word, whole, official and not dismissed.

    `asked_again`: states by which an account takes its approval back. A comment changes nothing.
    """
    latest: dict[str, PullReview] = {}
    words = [row for row in rows if row.state == "APPROVED" or row.state in asked_again]
    for row in sorted(words, key=lambda row: (row.submitted_at.timestamp() if row.submitted_at else 0.0, row.id)):
        login = lower_login(row.user.login) if row.user else None
        if login is not None:
            latest[login] = row
    return tuple(
        Review(login, row.commit_id, seconds(row.submitted_at), "forge_review_bound")
        for login, row in sorted(latest.items())
        if row.state == "APPROVED" and row.official and not row.dismissed and row.commit_id and row.submitted_at
    )
