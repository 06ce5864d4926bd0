"""The way out to an LFS server on the web: bounded in time, redirects and length, and never from https to http."""

import json
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Self
from urllib.parse import urljoin, urlsplit

import httpx2

from service.ledger.lfs.credentials import Credentials, origin_of
from service.ledger.lfs.failing import TransferError

__all__ = ["Body", "Door", "UnreachableError"]

Body = Callable[[], Iterable[bytes]]
"""Gives the bytes to send, from the beginning each time."""
JSON: Final = "application/vnd.git-lfs+json"
_TIMEOUT: Final = 30.0
"""Seconds without a byte."""
_REDIRECTS: Final = 3
_ANSWER_AT_MOST: Final = 8 << 20
_KEEPS_METHOD: Final = frozenset({307, 308})
_REDIRECTS_ALL: Final = frozenset({301, 302, 303, 307, 308})
_NOT_THEIRS: Final = frozenset({"host", "transfer-encoding", "connection", "cookie", "expect"})
_REFUSED: Final = 400
_UNAUTHORISED: Final = 401
_PASSWORDS: Final = 2
"""Asked of git's helper for one request."""


class UnreachableError(Exception):
    """No whole answer came; another try may get one."""


class Door:
    """Requests to one LFS server, and to the places that it names for single objects."""

    def __init__(self, endpoint: str, credentials: Credentials, *, proxy: str | None, authorities: str | None) -> None:
        self.endpoint, self._credentials = endpoint, credentials
        trust = ssl.create_default_context(cafile=authorities) if authorities else True
        self._client = httpx2.Client(
            headers={"User-Agent": "prongsai"}, timeout=_TIMEOUT, follow_redirects=False, proxy=proxy, verify=trust
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._client.close()

    def post(self, address: str, value: object, headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
        """The status and the JSON that comes back (None: none); raises `TransferError`, `UnreachableError`."""
        data = json.dumps(value).encode()
        said = {**(headers or {}), "Accept": JSON, "Content-Type": JSON, "Content-Length": str(len(data))}
        with self.asking("POST", address, said, body=lambda: [data]) as answer:
            body = bytearray()
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > _ANSWER_AT_MOST:
                    raise TransferError(address, f"an answer of more than {_ANSWER_AT_MOST} bytes")
        try:
            return answer.status_code, json.loads(bytes(body))
        except (ValueError, RecursionError):
            return answer.status_code, None

    @contextmanager
    def asking(
        self, method: str, address: str, headers: Mapping[str, str], *, body: Body | None = None
    ) -> Iterator[httpx2.Response]:
        """An answer to be read; with a password from git's helper where one is asked for by the LFS server itself."""
        own = {name: value for name, value in headers.items() if name.lower() not in _NOT_THEIRS}
        has_word = any(name.lower() == "authorization" for name in headers)
        for passwords_left in reversed(range(_PASSWORDS + 1)):
            said = own if has_word else own | self._credentials.for_address(address)
            with self._following(method, address, said, body) as answer:
                is_ours = origin_of(str(answer.url)) == origin_of(self.endpoint)
                refused = answer.status_code == _UNAUTHORISED and is_ours and not has_word
                if not refused:
                    if answer.status_code < _REFUSED:
                        self._credentials.worked()
                    yield answer
                    return
            if not passwords_left or not self._credentials.ask():
                break
        self._credentials.failed()
        raise TransferError(
            self.endpoint,
            "401",
            hint_th="ตั้งรหัสผ่านหรือโทเค็นของคุณกับ git (git credential) โดยสั่ง git fetch ให้ผ่านก่อน แล้วสั่งอีกครั้ง",
            hint_en="give git your password or token (git credential): make git fetch work first, then try again",
        )

    @contextmanager
    def _following(
        self, method: str, address: str, headers: Mapping[str, str], body: Body | None
    ) -> Iterator[httpx2.Response]:
        said = dict(headers)
        for _ in range(_REDIRECTS + 1):
            self._check(address)
            with self._request(method, address, said, body) as answer:
                if answer.status_code not in _REDIRECTS_ALL:
                    yield answer
                    return
                there = urljoin(address, answer.headers.get("location", ""))
            if method != "GET" and (answer.status_code not in _KEEPS_METHOD or origin_of(there) != origin_of(address)):
                raise TransferError(address, f"{answer.status_code}: it sends us elsewhere, {urlsplit(there).hostname}")
            if origin_of(there) != origin_of(address):  # what was said to one is no other's business
                said = {name: value for name, value in said.items() if name.lower() in {"accept", "range"}}
            address = there
        raise TransferError(address, f"more than {_REDIRECTS} redirects")

    @contextmanager
    def _request(
        self, method: str, address: str, headers: Mapping[str, str], body: Body | None
    ) -> Iterator[httpx2.Response]:
        try:
            content = body() if body else None
            with self._client.stream(method, address, headers=dict(headers), content=content) as answer:
                yield answer
        except httpx2.TransportError as error:
            raise UnreachableError(f"{type(error).__name__} {error}") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise TransferError(address, f"{type(error).__name__} {error}") from error

    def _check(self, address: str) -> None:
        """Without https only where the person chose an address without it."""
        parts = urlsplit(address)
        if parts.scheme == "https" or (parts.scheme == "http" and urlsplit(self.endpoint).scheme == "http"):
            return
        raise TransferError(address, f"it names an address that is not https: {parts.scheme}")
