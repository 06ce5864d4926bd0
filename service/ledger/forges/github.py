"""GitHub: `GET /repos/{owner}/{repo}/pulls[/{number}/reviews]`, at api.github.com or an enterprise host's `/api/v3`."""

from typing import Final

from service.ledger.forges.common import MergeRequest, Review
from service.ledger.forges.door import Door
from service.ledger.forges.pulls import list_pulls, list_reviews, reviews_in_force

_ASKED_AGAIN: Final = frozenset({"CHANGES_REQUESTED", "DISMISSED"})
_PUBLIC: Final = "https://github.com"


class GitHub:
    """One repository on GitHub."""

    def __init__(self, host: str, repository: str, token: str | None) -> None:
        headers = {"X-GitHub-Api-Version": "2022-11-28"}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        api = "https://api.github.com" if host == _PUBLIC else f"{host}/api/v3"
        self._repository = repository
        self._door = Door(f"{api}/repos/{repository}", headers)

    def merge_requests(self) -> tuple[MergeRequest, ...]:
        return list_pulls(self._door, self._repository, "per_page", sort="updated", direction="desc")

    def reviews(self, request: MergeRequest) -> tuple[Review, ...]:
        return reviews_in_force(list_reviews(self._door, request, "per_page"), asked_again=_ASKED_AGAIN)
