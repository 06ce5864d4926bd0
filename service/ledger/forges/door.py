"""The only way out to a forge: one host, no redirects, bounded in time, bytes and pages; reading, and writing notes.

A token goes to the host that policy names and nowhere else: an answer that points elsewhere is refused, and the next
page is asked for by its number, never by a link in the answer before it.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, Self

import httpx2

from service.ledger.forges.common import ForgeError

__all__ = ["PER_PAGE", "Door"]

PER_PAGE: Final = 50
PAGES_AT_MOST: Final = 40
BYTES_AT_MOST: Final = 8 << 20
"""Of one answer."""
_TIMEOUT: Final = 20.0
"""Seconds without a byte."""


class Door:
    """Requests below one address."""

    def __init__(self, base: str, headers: Mapping[str, str]) -> None:
        self.base = base.rstrip("/")
        self._client = httpx2.Client(
            headers={"Accept": "application/json", "User-Agent": "prongsai"} | dict(headers),
            timeout=_TIMEOUT,
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._client.close()

    def get(self, path: str, **query: str | int) -> Any:
        """The JSON at `path` below the base; raises `ForgeError`."""
        return self._ask("GET", path, params=query)

    def send(self, method: Literal["POST", "PUT", "PATCH"], path: str, body: Mapping[str, str]) -> Any:
        """Write `body` to `path` as JSON, once: what failed is not tried again; raises `ForgeError`."""
        return self._ask(method, path, json=dict(body))

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        url = f"{self.base}/{path}"
        try:
            with self._client.stream(method, url, **more) as answer:
                if answer.status_code not in {httpx2.codes.OK, httpx2.codes.CREATED}:
                    raise ForgeError(url, f"HTTP {answer.status_code}")
                body = bytearray()
                for chunk in answer.iter_bytes():
                    body += chunk
                    if len(body) > BYTES_AT_MOST:
                        raise ForgeError(url, f"longer than {BYTES_AT_MOST} bytes")
            return json.loads(bytes(body))
        except httpx2.HTTPError as error:
            raise ForgeError(url, type(error).__name__) from error
        except (ValueError, RecursionError) as error:
            raise ForgeError(url, "no JSON") from error

    def pages(self, path: str, size: str, **query: str | int) -> Iterator[Any]:
        """Page after page until one is empty; `size` is what the forge calls the rows of a page.

        Raises `ForgeError` also when there are more than `PAGES_AT_MOST`: what was not read might undo what was.
        """
        for page in range(1, PAGES_AT_MOST + 1):
            rows = self.get(path, page=page, **query, **{size: PER_PAGE})
            if not isinstance(rows, list):
                raise ForgeError(f"{self.base}/{path}", "not a list")
            if not rows:
                return
            yield rows
        raise ForgeError(f"{self.base}/{path}", f"more than {PAGES_AT_MOST} pages")
