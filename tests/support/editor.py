"""Somebody who writes in a forge's own editor: unsigned commits on a branch, and what the forge knows of them.

    page = Editor(office, forge)
    request = page.write(1, manual())
    page.approve(request, "boonmee")
    office.cli(RECORDER, "reviews", "import", "--kind", "gitea")
"""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.forge import REPOSITORY, Replay, gitea_made, gitea_pushed, gitea_review, pull
from tests.support.ledger import dump
from tests.support.office import Office, git

PULLS = f"/api/v1/repos/{REPOSITORY}/pulls"
FEED = f"/api/v1/repos/{REPOSITORY}/activities/feeds"


@dataclass
class Request:
    """A merge request, as far as it got."""

    number: int
    branch: str
    head: str
    by: str
    more: dict[str, Any] = field(default_factory=dict)


class Editor:
    """A Gitea over the office's shared repository, which it keeps as a forge does."""

    def __init__(self, office: Office, forge: Replay) -> None:
        self._office = office
        self._forge = forge
        self._requests: dict[int, Request] = {}
        self._feed: list[dict[str, Any]] = []

    def write(
        self,
        number: int,
        contents: Mapping[str, Any],
        *,
        login: str = "kanya",
        branch: str = "patch-1",
        pushed_by: str | None = None,
        start: str | None = None,
        **commit: Any,
    ) -> Request:
        """One more commit on the branch of merge request `number`, which is opened with the first."""
        known = self._requests.get(number)
        parent = start or (known.head if known else self._office.main)
        head = self.commit(contents, parent, login=login, **commit)
        return self.move(number, head, login=login, branch=branch, pushed_by=pushed_by or login)

    def move(self, number: int, head: str, *, login: str, branch: str = "patch-1", pushed_by: str) -> Request:
        """The branch stands at `head` now."""
        known = self._requests.get(number)
        before = known.head if known else git(self._office.origin, "rev-parse", f"{head}^")
        git(self._office.origin, "update-ref", f"refs/heads/{branch}", head)
        git(self._office.origin, "update-ref", f"refs/pull/{number}/head", head)
        rows = [gitea_made(pushed_by, branch)] if known is None else []
        rows.append(gitea_pushed(pushed_by, branch, head, before))
        for row in rows:
            self._feed.insert(0, row | {"id": len(self._feed) + 1})
        request = Request(number, branch, head, known.by if known else login)
        self._requests[number] = request
        self._tell()
        return request

    def commit(
        self,
        contents: Mapping[str, Any],
        *parents: str,
        login: str = "kanya",
        email: str | None = None,
        message: str = "แก้ไขผ่านหน้าเว็บ",
    ) -> str:
        """An unsigned commit, as an editor on a web page makes it."""
        environment = {"GIT_INDEX_FILE": str(self._office.folder / "editor-index")}
        origin = self._office.origin
        git(origin, "read-tree", parents[0], env=os.environ | environment)
        for path, document in contents.items():
            data = document if isinstance(document, bytes) else dump(document)
            words = ["git", "-C", str(origin), "hash-object", "-w", "--stdin"]
            oid = subprocess.run(words, input=data, capture_output=True, check=True).stdout.decode().strip()
            git(origin, "update-index", "--add", "--cacheinfo", f"100644,{oid},{path}", env=os.environ | environment)
        tree = git(origin, "write-tree", env=os.environ | environment)
        identity = {
            f"GIT_{role}_{name}": value
            for role in ("AUTHOR", "COMMITTER")
            for name, value in (("NAME", login), ("EMAIL", email or f"{login}@noreply.example"))
        }
        links = [word for parent in parents for word in ("-p", parent)]
        return git(origin, "commit-tree", tree, *links, "-m", message, env=os.environ | identity)

    def approve(self, request: Request, *logins: str) -> None:
        """Their review of the head as it stands now."""
        at = git(self._office.origin, "log", "-1", "--format=%cI", "main")
        rows = [gitea_review(n, login, request.head, at, request.number) for n, login in enumerate(logins, start=1)]
        self._forge.bodies[f"{PULLS}/{request.number}/reviews"] = rows

    def alter(self, number: int, **more: Any) -> None:
        """The forge shows this of the merge request."""
        self._requests[number].more |= more
        self._tell()

    def hide(self, login: str) -> None:
        """This account hides its activity, as its owner may: the forge shows none of it to others."""
        self._feed = [row for row in self._feed if row["act_user"]["login"] != login]
        self._tell()

    def shuffle(self) -> None:
        """Rows of one second come in any order."""
        self._feed.reverse()
        self._tell()

    def _tell(self) -> None:
        rows = [pull(row.number, row.branch, row.head, by=row.by) | row.more for row in self._requests.values()]
        self._forge.bodies[PULLS] = rows
        self._forge.bodies[FEED] = list(self._feed)
        for row in self._requests.values():
            self._forge.bodies.setdefault(f"{PULLS}/{row.number}/reviews", [])
