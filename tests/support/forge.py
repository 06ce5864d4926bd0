"""A forge on loopback that replays bodies, a page at a time, and remembers what it was asked."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Replay:
    """`bodies`: path to a list (paged), another JSON value, raw bytes, or a status with its headers."""

    bodies: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    wrote: list[tuple[str, str, str]] = field(default_factory=list)
    """Method, path and body of every note written; it is there when it is asked for again."""
    url: str = ""

    def write(self, method: str, path: str, body: str) -> tuple[int, dict[str, Any]]:
        """A note as each forge keeps it: where it was posted, or wherever its id is."""
        self.wrote.append((method, path, body))
        if method == "POST":
            if isinstance(self.bodies.get(path), tuple):
                return 403, {}
            rows = self.bodies.setdefault(path, [])
            row = note(1 + max((known["id"] for known in rows), default=0), ROBOT, body)
            rows.append(row)
            return 201, row
        number = int(path.rpartition("/")[2])
        lists = (rows for rows in self.bodies.values() if isinstance(rows, list))
        row = next(row for rows in lists for row in rows if row.get("id") == number and "body" in row)
        row["body"] = body
        return 200, row

    def answer(self, path: str, query: Mapping[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        match self.bodies.get(path):
            case None:
                return 404, {}, b"{}"
            case (int(status), dict(headers)):
                return status, headers, b"{}"
            case bytes(raw):
                return 200, {}, raw
            case list(rows) if "page" in query:
                size = int((query.get("limit") or query.get("per_page") or ["30"])[0])
                first = (int(query["page"][0]) - 1) * size
                return 200, {}, json.dumps(rows[first : first + size]).encode()
            case value:
                return 200, {}, json.dumps(value).encode()


@contextmanager
def replaying() -> Iterator[Replay]:
    replay = Replay()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            replay.asked.append((self.path, dict(self.headers.items())))
            status, headers, body = replay.answer(parts.path, parse_qs(parts.query))
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):  # the client had enough
                self.close_connection = True

        def _write(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]
            status, row = replay.write(self.command, urlsplit(self.path).path, body)
            data = json.dumps(row).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_POST(self) -> None:
            self._write()

        def do_PUT(self) -> None:
            self._write()

        def do_PATCH(self) -> None:
            self._write()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    replay.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield replay
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# Bodies in the vendors' published shapes.

REPOSITORY = "banbueng/disclosure"
ROBOT = "prongsai-robot"


def note(identity: int, login: str, body: str) -> dict[str, Any]:
    """A comment, as GitHub and Gitea (`user`) and as GitLab (`author`) list it."""
    author = {"id": 1, "username": login, "name": login, "state": "active"}
    return {"id": identity, "user": _user(login), "author": author, "body": body, "system": False}


def me() -> dict[str, Any]:
    """`GET /user`, on all three."""
    return _user(ROBOT) | {"username": ROBOT}


def _user(login: str) -> dict[str, Any]:
    return {"id": 7, "login": login, "full_name": "", "email": f"{login}@noreply.example", "avatar_url": ""}


def pull(
    number: int, branch: str, head: str, *, of: str = REPOSITORY, into: str = "main", by: str = "kanya"
) -> dict[str, Any]:
    """A pull request, as Gitea and GitHub list it."""
    return {
        "id": 100 + number,
        "number": number,
        "html_url": f"https://git.banbueng.example/{of}/pulls/{number}",
        "title": "ขอเผยแพร่",
        "state": "open",
        "user": _user(by),
        "head": {"label": branch, "ref": branch, "sha": head, "repo": {"id": 1, "full_name": of}},
        "base": {"label": into, "ref": into, "sha": "0" * 40, "repo": {"id": 1, "full_name": of}},
        "merged": False,
        "merged_at": None,
        "draft": False,
    }


def gitea_pushed(login: str, branch: str, after: str, before: str, number: int = 1) -> dict[str, Any]:
    """go-gitea modules/structs/activity.go; the content as services/feed/notifier.go writes it."""
    commit = {"Sha1": after, "Message": "แก้ไข", "AuthorEmail": f"{login}@noreply.example", "AuthorName": login}
    compared = f"{REPOSITORY}/compare/{before}...{after}"
    content = {"Commits": [commit], "HeadCommit": commit, "CompareURL": compared, "Len": 1}
    return gitea_made(login, branch, number) | {"content": json.dumps(content)}


def gitea_made(login: str, branch: str, number: int = 1) -> dict[str, Any]:
    """The row of a new branch, which says nothing of its commits."""
    return {
        "id": number,
        "user_id": 7,
        "op_type": "commit_repo",
        "act_user_id": 7,
        "act_user": _user(login),
        "repo_id": 1,
        "ref_name": f"refs/heads/{branch}",
        "is_private": False,
        "content": "",
        "created": "2026-11-02T08:00:00+07:00",
    }


def github_activity(login: str | None, branch: str, after: str, before: str) -> dict[str, Any]:
    """GitHub's REST description, `repos/list-activities`."""
    return {
        "id": 1,
        "node_id": "PSH_kwLODLLPYc8AAAACO9Kqww",
        "before": before,
        "after": after,
        "ref": f"refs/heads/{branch}",
        "timestamp": "2026-11-02T01:00:00Z",
        "activity_type": "branch_creation" if before == "0" * 40 else "push",
        "actor": {"login": login, "id": 1, "type": "User"} if login else None,
    }


def gitlab_event(login: str, branch: str, after: str, before: str | None) -> dict[str, Any]:
    """gitlabhq lib/api/entities/event.rb, of a push."""
    return {
        "id": 1,
        "project_id": 3,
        "action_name": "pushed to" if before else "pushed new",
        "author_id": 1,
        "created_at": "2026-11-02T01:00:00.000Z",
        "author": {"id": 1, "username": login, "name": login, "state": "active"},
        "push_data": {
            "commit_count": 1,
            "action": "pushed" if before else "created",
            "ref_type": "branch",
            "commit_from": before,
            "commit_to": after,
            "ref": branch,
            "commit_title": "แก้ไข",
        },
        "author_username": login,
    }


def gitea_review(identity: int, login: str, head: str | None, at: str, number: int = 1, **more: Any) -> dict[str, Any]:
    """go-gitea modules/structs/pull_review.go."""
    page = f"https://git.banbueng.example/{REPOSITORY}/pulls/{number}"
    return {
        "id": identity,
        "user": _user(login),
        "team": None,
        "state": "APPROVED",
        "body": "",
        "commit_id": head,
        "stale": False,
        "official": True,
        "dismissed": False,
        "comments_count": 0,
        "submitted_at": at,
        "updated_at": at,
        "html_url": f"{page}#issuecomment-{identity}",
        "pull_request_url": page,
    } | more


def github_review(identity: int, login: str, head: str | None, at: str, number: int = 1, **more: Any) -> dict[str, Any]:
    """GitHub's REST description, `pulls/list-reviews`."""
    return {
        "id": identity,
        "node_id": "MDE3OlB1bGxSZXF1ZXN0UmV2aWV3ODA=",
        "user": {"login": login, "id": 1, "type": "User"},
        "body": "",
        "state": "APPROVED",
        "html_url": f"https://github.com/{REPOSITORY}/pull/{number}#pullrequestreview-{identity}",
        "pull_request_url": f"https://api.github.com/repos/{REPOSITORY}/pulls/{number}",
        "_links": {},
        "submitted_at": at,
        "commit_id": head,
        "author_association": "COLLABORATOR",
    } | more


def gitlab_request(iid: int, branch: str, head: str | None, **more: Any) -> dict[str, Any]:
    page = f"https://lab.example/{REPOSITORY}/-/merge_requests/{iid}"
    return {
        "id": 900 + iid,
        "iid": iid,
        "project_id": 3,
        "title": "ขอเผยแพร่",
        "state": "opened",
        "draft": False,
        "author": {"id": 1, "username": "kanya", "name": "kanya", "state": "active"},
        "source_project_id": 3,
        "target_project_id": 3,
        "source_branch": branch,
        "target_branch": "main",
        "sha": head,
        "web_url": page,
    } | more


def gitlab_approvals(*rows: tuple[str, str | None]) -> dict[str, Any]:
    """gitlabhq lib/api/entities/merge_request_approvals.rb, the free edition."""
    people = [
        {"user": {"id": 1, "username": login, "name": login, "state": "active"}, "approved_at": at}
        for login, at in rows
    ]
    return {"user_has_approved": False, "user_can_approve": True, "approved": bool(rows), "approved_by": people}


def gitlab_version(identity: int, head: str, at: str, iid: int = 1) -> dict[str, Any]:
    return {
        "id": identity,
        "head_commit_sha": head,
        "base_commit_sha": "0" * 40,
        "start_commit_sha": "0" * 40,
        "created_at": at,
        "merge_request_id": 900 + iid,
        "state": "collected",
        "real_size": "1",
    }
