"""`/v1/repository.bundle`: the whole public history as one file, for `git clone` and `verify` offline."""

import asyncio
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from service.api.answers import CURRENT, is_known, read_model, reading
from service.api.files import render_disposition
from service.api.ranges import keep_sound_range
from service.ledger.bundling import Bundle, Bundles
from service.ledger.errors import LedgerError
from service.problems import ProblemError
from service.settings import Settings

__all__ = ["BundleDoor", "router"]

router = APIRouter(tags=["repository"])

MEDIA_TYPE: Final = "application/x-git-bundle"
_PATIENCE: Final = 20.0
"""Seconds that a reader waits while it is being made; then they are asked to come again."""
_COME_AGAIN: Final = 10


class BundleDoor:
    """Makes bundles on a thread of its own, whoever waits."""

    def __init__(self, settings: Settings) -> None:
        self._bundles = Bundles(settings.repository_path, settings.index_path)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bundle")

    async def open(self, head: str, without: Collection[str]) -> Bundle:
        """Raises `ProblemError` when there is none yet, or none to be had."""
        making = asyncio.wrap_future(self._thread.submit(self._bundles.make, head, without=without))
        try:
            return await asyncio.wait_for(asyncio.shield(making), _PATIENCE)
        except TimeoutError:
            making.add_done_callback(_ignore)
            th, en = "กำลังจัดทำแฟ้ม โปรดลองใหม่", "It is being made; please come again."
            raise ProblemError(
                "repository_unavailable", th=th, en=en, headers={"Retry-After": f"{_COME_AGAIN}"}
            ) from None
        except LedgerError as error:
            raise ProblemError("repository_unavailable", th=error.th, en=error.en) from error
        except OSError as error:
            th, en = f"เขียนแฟ้มไม่ได้: {error.strerror}", f"The file cannot be written: {error.strerror}."
            raise ProblemError("repository_unavailable", th=th, en=en) from error

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._bundles.close()


@reading(
    router,
    "/repository.bundle",
    summary="ประวัติสาธารณะทั้งหมดเป็นแฟ้มเดียว (git bundle) · The whole public history as one file",
    media=MEDIA_TYPE,
    cost=5,
)
async def show_bundle(request: Request) -> Response:
    with read_model(request).snapshot() as snapshot:
        head, organisation, silenced = snapshot.head, snapshot.organisation()["id"], snapshot.silenced_blobs()
    door: BundleDoor = request.app.state.bundle_door
    bundle = await door.open(head, silenced)
    headers = {"Prongsai-Head": head, "Cache-Control": CURRENT, "ETag": f'"{bundle.tag}"'}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = render_disposition(f"{organisation}.bundle")
    keep_sound_range(request)
    return FileResponse(bundle.path, headers=headers, media_type=MEDIA_TYPE)


def _ignore(making: "asyncio.Future[Bundle]") -> None:
    """Whoever asks again is told of what went wrong."""
    if not making.cancelled():
        making.exception()
