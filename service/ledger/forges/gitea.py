"""Gitea and Forgejo: `GET /api/v1/repos/{owner}/{repo}/pulls[/{index}/reviews]`.

Who pushed: `GET …/activities/feeds` (go-gitea `modules/structs/activity.go`, `services/feed/notifier.go`). Each push is
a row `commit_repo` whose content is JSON (`HeadCommit.Sha1`, `CompareURL` ending in `<old>...<new>`); a new branch has
one more before it, without content. Rows of one second come in any order, so their numbers order them; the rows of who
hides their activity do not come at all.

Notes: `GET` (whole, in one page), `POST …/issues/{index}/comments`, `PATCH …/issues/comments/{id}` (the API's swagger,
"issue"), as the account of `GET /user`.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

from pydantic import ValidationError

from service.ledger.forges.common import ForgeError, MergeRequest, Note, Push, Review, Shape, lower_login, read_rows
from service.ledger.forges.door import Door
from service.ledger.forges.pulls import User, list_pulls, list_reviews, read_notes, reviews_in_force

_ASKED_AGAIN: Final = frozenset({"REQUEST_CHANGES", "REQUEST_REVIEW"})
_COMPARED: Final = re.compile(r"/compare/([0-9a-f]{40})\.\.\.([0-9a-f]{40})")


class _Activity(Shape):
    id: int
    op_type: str
    ref_name: str = ""
    act_user: User | None = None
    content: str = ""


class _Commit(Shape):
    Sha1: str


class _Pushed(Shape):
    HeadCommit: _Commit
    CompareURL: str = ""


def _branch(row: _Activity) -> str:
    return row.ref_name.removeprefix("refs/heads/")


class Gitea:
    """One repository on a Gitea or Forgejo."""

    def __init__(self, host: str, repository: str, token: str | None) -> None:
        headers = {"Authorization": f"token {token}"} if token else {}
        self._repository = repository
        self._page = f"{host}/{repository}"
        self._root = Door(f"{host}/api/v1", headers)
        self._door = Door(f"{host}/api/v1/repos/{repository}", headers)

    def merge_requests(self) -> tuple[MergeRequest, ...]:
        return list_pulls(self._door, self._repository, "limit", sort="recentupdate")

    def reviews(self, request: MergeRequest) -> tuple[Review, ...]:
        return reviews_in_force(list_reviews(self._door, request, "limit"), asked_again=_ASKED_AGAIN)

    def pushes(self, request: MergeRequest) -> Iterator[Push]:
        found: list[_Activity] = []
        for page in self._door.pages("activities/feeds", "limit"):
            is_last = any(not row.content for row in found)  # one page more than the branch's creation is on
            rows = read_rows(_Activity, page, self._door.base)
            found += [row for row in rows if row.op_type == "commit_repo" and _branch(row) == request.branch]
            if is_last:
                break
        yield from (self._push(row) for row in sorted(found, key=lambda row: row.id, reverse=True))

    def account(self) -> str:
        (user,) = read_rows(User, [self._root.get("user")], self._root.base)
        return user.login.lower()

    def notes(self, request: MergeRequest) -> tuple[Note, ...]:
        return tuple(read_notes(self._door.get(f"issues/{request.number}/comments"), self._door.base))

    def add_note(self, request: MergeRequest, body: str) -> None:
        self._door.send("POST", f"issues/{request.number}/comments", {"body": body})

    def edit_note(self, _request: MergeRequest, note: int, body: str) -> None:
        self._door.send("PATCH", f"issues/comments/{note}", {"body": body})

    def page_of(self, head: str, path: str) -> str:
        return f"{self._page}/src/commit/{head}/{path}"

    def _push(self, row: _Activity) -> Push:
        login = lower_login(row.act_user.login) if row.act_user else None
        if not row.content:
            return Push(login, None, is_creation=True)
        try:
            pushed = _Pushed.model_validate(json.loads(row.content))
        except (ValueError, RecursionError, ValidationError) as error:
            raise ForgeError(self._door.base, "unexpected answer in a feed") from error
        compared = _COMPARED.search(pushed.CompareURL)
        before = compared[1] if compared and compared[2] == pushed.HeadCommit.Sha1 else None
        return Push(login, pushed.HeadCommit.Sha1, before)
