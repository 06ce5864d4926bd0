"""GitHub: `GET /repos/{owner}/{repo}/pulls[/{number}/reviews]`, at api.github.com or an enterprise host's `/api/v3`.

Who pushed: `GET …/activity` (docs.github.com, "List repository activities"). Its pages follow a cursor; the newest
hundred moves of one branch are asked for, and a branch with more is too long to fold.

Notes: `GET`, `POST …/issues/{number}/comments`, `PATCH …/issues/comments/{id}` ("REST API endpoints for issue
comments"), as the account of `GET /user`.
"""

from collections.abc import Iterator
from typing import Final

from service.ledger.forges.common import NOTHING, MergeRequest, Note, Push, Review, Shape, lower_login, read_rows
from service.ledger.forges.door import Door
from service.ledger.forges.pulls import User, list_pulls, list_reviews, read_notes, reviews_in_force

_ASKED_AGAIN: Final = frozenset({"CHANGES_REQUESTED", "DISMISSED"})
_PUBLIC: Final = "https://github.com"
_MOVES_AT_MOST: Final = 100


class _Activity(Shape):
    before: str
    after: str
    ref: str
    actor: User | None = None


class GitHub:
    """One repository on GitHub."""

    def __init__(self, host: str, repository: str, token: str | None) -> None:
        headers = {"X-GitHub-Api-Version": "2022-11-28"}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        api = "https://api.github.com" if host == _PUBLIC else f"{host}/api/v3"
        self._repository = repository
        self._page = f"{host}/{repository}"
        self._root = Door(api, headers)
        self._door = Door(f"{api}/repos/{repository}", headers)

    def merge_requests(self) -> tuple[MergeRequest, ...]:
        return list_pulls(self._door, self._repository, "per_page", sort="updated", direction="desc")

    def reviews(self, request: MergeRequest) -> tuple[Review, ...]:
        return reviews_in_force(list_reviews(self._door, request, "per_page"), asked_again=_ASKED_AGAIN)

    def pushes(self, request: MergeRequest) -> Iterator[Push]:
        ref = f"refs/heads/{request.branch}"
        body = self._door.get("activity", ref=ref, per_page=_MOVES_AT_MOST)
        for row in read_rows(_Activity, body, self._door.base):
            if row.ref == ref:
                login = lower_login(row.actor.login) if row.actor else None
                yield Push(login, row.after, row.before, is_creation=row.before == NOTHING)

    def account(self) -> str:
        (user,) = read_rows(User, [self._root.get("user")], self._root.base)
        return user.login.lower()

    def notes(self, request: MergeRequest) -> tuple[Note, ...]:
        pages = self._door.pages(f"issues/{request.number}/comments", "per_page")
        return tuple(note for page in pages for note in read_notes(page, self._door.base))

    def add_note(self, request: MergeRequest, body: str) -> None:
        self._door.send("POST", f"issues/{request.number}/comments", {"body": body})

    def edit_note(self, _request: MergeRequest, note: int, body: str) -> None:
        self._door.send("PATCH", f"issues/comments/{note}", {"body": body})

    def page_of(self, head: str, path: str) -> str:
        return f"{self._page}/blob/{head}/{path}"
