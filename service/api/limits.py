"""How often one reader may ask for what is dear: proofs, searches, comparisons, the bundle. The rest is free.

A bucket of tokens for each address (of IPv6, each /64, which one reader has whole); it fills in a minute. In memory,
and of the addresses asked from lately only: a limit is a courtesy to other readers and proves nothing.
"""

import threading
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Final

from fastapi import Request

from service.problems import ProblemError

__all__ = ["Limiter", "spend"]

_MINUTE: Final = 60.0
_READERS_AT_MOST: Final = 20_000
_NETWORK_OF_ONE: Final = 64
"""Bits of an IPv6 address that tell readers apart (RFC 6177)."""


class Limiter:
    """`per_minute` tokens for each reader; 0: no limit. For any number of threads."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._readers: dict[str, tuple[float, float]] = {}
        """Reader to the tokens they had, and when; who asked last stands last."""

    def take(self, address: str, cost: int) -> float:
        """0 where `cost` tokens were taken, else the seconds after which they can be."""
        if not self._per_minute:
            return 0.0
        reader, now, speed = _reader(address), self._clock(), self._per_minute / _MINUTE
        with self._lock:
            had, then = self._readers.pop(reader, (float(self._per_minute), now))
            has = min(float(self._per_minute), had + (now - then) * speed)
            wanted = min(cost, self._per_minute)
            left = has - wanted
            self._readers[reader] = (left if left >= 0 else has, now)
            if len(self._readers) > _READERS_AT_MOST:
                del self._readers[next(iter(self._readers))]
        return 0.0 if left >= 0 else -left / speed


def spend(request: Request, cost: int = 1) -> None:
    """Take what an answer costs; raises `ProblemError` (429) where the reader has asked too often."""
    limiter: Limiter = request.app.state.limiter
    wait = limiter.take(request.client.host if request.client else "", cost)
    if wait > 0:
        seconds = max(1, ceil(wait))
        raise ProblemError(
            "too_many_requests",
            th=f"ที่อยู่นี้ใช้แรงเครื่องมาก โปรดถามใหม่ในอีก {seconds} วินาที หรือโหลดทั้งหมดครั้งเดียวจาก /v1/repository.bundle",
            en=f"This is dear to answer; ask again in {seconds} seconds, or get it all from /v1/repository.bundle.",
            headers={"Retry-After": f"{seconds}"},
            retry_after=seconds,
        )


def _reader(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    return str(found.ipv4_mapped or int(found) >> (128 - _NETWORK_OF_ONE))
