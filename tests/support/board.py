"""A real review system on loopback, in an environment of its own: Review Board, and what the recorder asks of it.

`REVIEW_BOARD` names the environment (a folder with `bin/python` and `bin/rb-site`); `.ci/run` makes one.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2

from service.ledger.forges.common import MergeRequest, Note, Push, Review, lower_login

ENVIRONMENT = Path(os.environ.get("REVIEW_BOARD", Path(__file__).parents[2] / ".review-board"))
_SITE = Path(__file__).with_name("board_site.py")


def is_installed() -> bool:
    return (ENVIRONMENT / "bin/rb-site").is_file()


@contextmanager
def review_board(folder: Path, repository: Path, *logins: str) -> Iterator[str]:
    """A site with this repository and these people (password: their login); its address."""
    folder.mkdir()
    python, site = str(ENVIRONMENT / "bin/python"), folder / "site"
    environment = os.environ | {"HOME": str(folder)}
    settings = {
        "db-type": "sqlite3",
        "db-name": str(folder / "site.db"),
        "domain-name": "127.0.0.1",
        "site-root": "/",
        "cache-type": "file",
        "cache-info": str(folder / "cache"),
        "admin-user": "root",
        "admin-password": "root",
        "admin-email": "root@banbueng.example.com",
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    quiet: Any = {"env": environment, "stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    subprocess.run([str(ENVIRONMENT / "bin/rb-site"), "install", "--noinput", *options, str(site)], check=True, **quiet)
    subprocess.run([python, str(_SITE), str(site), "setup", str(repository), *logins], check=True, **quiet)
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [python, str(_SITE), str(site), "serve"], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()
            process.communicate()


@dataclass
class ReviewBoard:
    """A source of reviews, as the product's own adapters are. A review here names no commit: bound by time."""

    url: str
    login: str

    def _client(self) -> httpx2.Client:
        return httpx2.Client(base_url=f"{self.url}/api/", auth=(self.login, self.login), timeout=60)

    def propose(self, head: str, base: str, diff: bytes, summary: str, reviewer: str) -> int:
        """A review request for `head`, published; its number."""
        with self._client() as client:
            made = client.post("review-requests/", data={"repository": "1", "commit_id": head}).raise_for_status()
            number = int(made.json()["review_request"]["id"])
            place = f"review-requests/{number}"
            file = {"path": ("change.diff", diff)}
            client.post(f"{place}/diffs/", data={"base_commit_id": base}, files=file).raise_for_status()
            fields = {"summary": summary, "description": summary, "target_people": reviewer, "public": "1"}
            client.put(f"{place}/draft/", data=fields).raise_for_status()
        return number

    def _get(self, path: str) -> Any:
        with self._client() as client:
            return client.get(path, params={"max-results": 200}).raise_for_status().json()

    def merge_requests(self) -> tuple[MergeRequest, ...]:
        rows = self._get("review-requests/")["review_requests"]
        return tuple(
            MergeRequest(
                row["id"],
                row["absolute_url"],
                "",
                row["commit_id"],
                author=lower_login(row["links"]["submitter"]["title"]),
                ref=f"refs/pull/{row['id']}/head",
            )
            for row in rows
        )

    def pushes(self, request: MergeRequest) -> Iterator[Push]:
        """It has no branches: whoever made the request, logged in, brought the one commit there is."""
        yield Push(request.author, request.head, is_creation=True)

    def account(self) -> str:
        return self.login

    def notes(self, request: MergeRequest) -> tuple[Note, ...]:
        """A note is a review that ships nothing."""
        rows = self._get(f"review-requests/{request.number}/reviews/")["reviews"]
        return tuple(Note(row["id"], row["links"]["user"]["title"].lower(), row["body_top"]) for row in rows)

    def add_note(self, request: MergeRequest, body: str) -> None:
        fields = {"body_top": body, "body_top_text_type": "markdown", "public": "1"}
        with self._client() as client:
            client.post(f"review-requests/{request.number}/reviews/", data=fields).raise_for_status()

    def edit_note(self, request: MergeRequest, _note: int, body: str) -> None:
        """What was published there stays: the newer word stands below it."""
        self.add_note(request, body)

    def page_of(self, head: str, path: str) -> str:
        return f"{self.url}/r/{head}/{path}"

    def reviews(self, request: MergeRequest) -> tuple[Review, ...]:
        """Ship-its on the one revision there ever was; with a second revision nobody can tell which was meant."""
        place = f"review-requests/{request.number}"
        revisions = self._get(f"{place}/diffs/")["diffs"]
        found = []
        for row in self._get(f"{place}/reviews/")["reviews"]:
            at = datetime.fromisoformat(row["timestamp"])
            login = lower_login(row["links"]["user"]["title"])
            if row["ship_it"] and row["public"] and login and len(revisions) == 1:
                found.append(Review(login, request.head, int(at.timestamp()), "forge_review_by_time"))
        return tuple(found)
