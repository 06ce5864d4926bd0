"""GitLab: `GET /projects/:id/merge_requests[/:iid/approvals, /:iid/versions]`.

An approval of the free edition names no commit (gitlabhq, `lib/api/entities/merge_request_approvals.rb`); only when it
was given. So it is bound by time to the version of the merge request that stood then, by the same server's clock, and
is weaker for it: whoever pushes while the executive reads might have them approve what they did not see. Where a push
came within `UNSEEN` before the approval, or at the same moment, nobody can tell, and it does not count.

Who pushed: `GET /projects/:id/events?action=pushed` (docs.gitlab.com/api/events). Commits are attributed there by
e-mail address, which anybody can write; only these events say who was logged in.

Notes: `GET`, `POST …/merge_requests/:iid/notes`, `PUT …/notes/:note_id` (docs.gitlab.com/api/notes), as the account of
`GET /user`.
"""

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from pydantic import AwareDatetime

from service.ledger.forges.common import (
    ForgeError,
    MergeRequest,
    Note,
    Push,
    RequestState,
    Review,
    Shape,
    lower_login,
    read_rows,
    seconds,
)
from service.ledger.forges.door import Door

__all__ = ["UNSEEN", "GitLab"]

UNSEEN: Final = 300
"""Seconds: a version younger than this may not be the one on the reviewer's screen."""
_NEWEST: Final = 500
_STATES: Final[dict[str, RequestState]] = {"opened": "open", "locked": "open", "merged": "merged"}


class _User(Shape):
    username: str


class _Approval(Shape):
    user: _User
    approved_at: AwareDatetime | None = None


class _Approvals(Shape):
    approved_by: list[_Approval]


class _Version(Shape):
    id: int
    head_commit_sha: str
    created_at: AwareDatetime
    merge_request_id: int


class _MergeRequest(Shape):
    id: int
    iid: int
    web_url: str
    source_branch: str
    target_branch: str
    sha: str | None = None
    """None while the forge still works it out."""
    state: str
    draft: bool = False
    author: _User | None = None
    source_project_id: int | None = None
    """None: that project is gone."""
    target_project_id: int | None = None


class _PushData(Shape):
    action: str
    ref_type: str
    ref: str | None = None
    commit_from: str | None = None
    commit_to: str | None = None


class _Note(Shape):
    id: int
    author: _User
    body: str
    system: bool = False


class _Event(Shape):
    author: _User | None = None
    push_data: _PushData | None = None


class GitLab:
    """One project on a GitLab."""

    def __init__(self, host: str, repository: str, token: str | None) -> None:
        headers = {"PRIVATE-TOKEN": token} if token else {}
        self._page = f"{host}/{repository}"
        self._root = Door(f"{host}/api/v4", headers)
        self._door = Door(f"{host}/api/v4/projects/{quote(repository, safe='')}", headers)
        self._ids: dict[int, int] = {}

    def merge_requests(self) -> tuple[MergeRequest, ...]:
        found: list[MergeRequest] = []
        seen = 0
        query = {"target_branch": "main", "scope": "all", "order_by": "updated_at"}
        for page in self._door.pages("merge_requests", "per_page", **query):
            for row in read_rows(_MergeRequest, page, self._door.base):
                self._ids[row.iid] = row.id
                if row.target_branch == "main" and row.sha is not None:
                    found.append(_request(row, row.sha))
            seen += len(page)
            if seen >= _NEWEST:
                break
        return tuple(found)

    def reviews(self, request: MergeRequest) -> tuple[Review, ...]:
        path = f"merge_requests/{request.number}"
        (approvals,) = read_rows(_Approvals, [self._door.get(f"{path}/approvals")], self._door.base)
        if not approvals.approved_by:
            return ()
        pages = self._door.pages(f"{path}/versions", "per_page")
        versions = [row for page in pages for row in read_rows(_Version, page, self._door.base)]
        if any(row.merge_request_id != self._ids.get(request.number) for row in versions):
            raise ForgeError(self._door.base, f"a version is of another merge request than {request.number}")
        found: dict[str, Review] = {}
        doubled: set[str] = set()
        for row in approvals.approved_by:
            login = lower_login(row.user.username)
            head = _head_at(versions, seconds(row.approved_at)) if row.approved_at else None
            if login is None or head is None or row.approved_at is None:
                continue
            if login in found:
                doubled.add(login)
            found[login] = Review(login, head, seconds(row.approved_at), "forge_review_by_time")
        return tuple(review for login, review in sorted(found.items()) if login not in doubled)


    def pushes(self, request: MergeRequest) -> Iterator[Push]:
        for page in self._door.pages("events", "per_page", action="pushed"):
            for row in read_rows(_Event, page, self._door.base):
                data = row.push_data
                if data is not None and (data.ref_type, data.ref) == ("branch", request.branch):
                    login = lower_login(row.author.username) if row.author else None
                    yield Push(login, data.commit_to, data.commit_from, is_creation=data.action == "created")

    def account(self) -> str:
        (user,) = read_rows(_User, [self._root.get("user")], self._root.base)
        return user.username.lower()

    def notes(self, request: MergeRequest) -> tuple[Note, ...]:
        path = f"merge_requests/{request.number}/notes"
        pages = self._door.pages(path, "per_page", sort="asc", order_by="created_at")
        rows = (row for page in pages for row in read_rows(_Note, page, self._door.base))
        return tuple(Note(row.id, row.author.username.lower(), row.body) for row in rows if not row.system)

    def add_note(self, request: MergeRequest, body: str) -> None:
        self._door.send("POST", f"merge_requests/{request.number}/notes", {"body": body})

    def edit_note(self, request: MergeRequest, note: int, body: str) -> None:
        self._door.send("PUT", f"merge_requests/{request.number}/notes/{note}", {"body": body})

    def page_of(self, head: str, path: str) -> str:
        return f"{self._page}/-/blob/{head}/{path}"


def _request(row: _MergeRequest, head: str) -> MergeRequest:
    return MergeRequest(
        row.iid,
        row.web_url,
        row.source_branch,
        head,
        author=lower_login(row.author.username) if row.author else None,
        state=_STATES.get(row.state, "closed"),
        is_draft=row.draft,
        is_foreign=row.source_project_id is None or row.source_project_id != row.target_project_id,
        ref=f"refs/merge-requests/{row.iid}/head",
    )


def _head_at(versions: list[_Version], at: int) -> str | None:
    """The one head that can have been on the screen of whoever approved at `at`; None where more than one can."""
    before = sorted((seconds(row.created_at), row.id, row.head_commit_sha) for row in versions)
    stood = [(made, head) for made, _, head in before if made <= at]
    heads = {head for made, head in stood if made > at - UNSEEN} | ({_stood_before(stood, at)} - {None})
    return heads.pop() if len(heads) == 1 else None


def _stood_before(stood: list[tuple[int, str]], at: int) -> str | None:
    """The head as it was `UNSEEN` before."""
    old = [head for made, head in stood if made <= at - UNSEEN]
    return old[-1] if old else None
