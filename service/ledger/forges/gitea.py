"""Gitea and Forgejo: `GET /api/v1/repos/{owner}/{repo}/pulls[/{index}/reviews]`."""

from typing import Final

from service.ledger.forges.common import MergeRequest, Review
from service.ledger.forges.door import Door
from service.ledger.forges.pulls import list_pulls, list_reviews, reviews_in_force

_ASKED_AGAIN: Final = frozenset({"REQUEST_CHANGES", "REQUEST_REVIEW"})


class Gitea:
    """One repository on a Gitea or Forgejo."""

    def __init__(self, host: str, repository: str, token: str | None) -> None:
        headers = {"Authorization": f"token {token}"} if token else {}
        self._repository = repository
        self._door = Door(f"{host}/api/v1/repos/{repository}", headers)

    def merge_requests(self) -> tuple[MergeRequest, ...]:
        return list_pulls(self._door, self._repository, "limit", sort="recentupdate")

    def reviews(self, request: MergeRequest) -> tuple[Review, ...]:
        return reviews_in_force(list_reviews(self._door, request, "limit"), asked_again=_ASKED_AGAIN)
