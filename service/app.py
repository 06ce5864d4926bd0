"""The web application: the API and the reading site over one index, and a thread that keeps the index true.

It answers from the index alone. What goes wrong becomes a problem (RFC 9457) here and nowhere else.
"""

import logging
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service import site
from service.api import build_router, sitemap
from service.api.addresses import absolute, link
from service.api.answers import JSON, answer, reading
from service.api.bundle import BundleDoor
from service.api.description import complete_description
from service.api.files import FileDoor
from service.api.limits import Limiter
from service.api.proofs import ProofDoor
from service.caching import Caching, KeptAnswers
from service.ledger.follower import Follower
from service.ledger.monitoring import Monitor
from service.ledger.read_model import IndexUnusableError, NotFoundError, NotYetPublishedError, ReadModel, WithheldError
from service.ledger.records import API
from service.ledger.text_reading import TextReader
from service.ledger.troubles import Troubles
from service.manners import ALLOWED, Manners
from service.problems import ProblemError, problem_of, render_problem
from service.settings import Settings
from service.site.papers import Papers
from service.site.problem_pages import render_problem_page, wants_page

__all__ = ["create_app"]

_LOG: Final = logging.getLogger(__name__)
_LEGAL_REASONS: Final = 451
"""RFC 7725: who blocks it is linked beside."""
_GOODBYE_SECONDS: Final = 10.0


def create_app(settings: Settings) -> FastAPI:
    """Build the application; `app.state.follower.ensure()` may be called before serving, to meet trouble early."""
    app = FastAPI(
        title="prongsai",
        version="1",
        description="ข้อมูลที่องค์กรเปิดเผย พร้อมหลักฐาน · What the organisation discloses, with proof",
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_follow,
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.follower = _follower(settings) if settings.follows else Troubles(settings.index_path)
    app.state.read_model = ReadModel(settings.index_path, anchor=settings.anchor)
    if settings.follows:
        app.state.text_reader = TextReader(settings.repository_path, app.state.follower, app.state.read_model)
    app.state.monitor = Monitor()
    app.state.limiter = Limiter(settings.dear_per_minute)
    app.state.file_door = FileDoor(settings.repository_path)
    app.state.proof_door = ProofDoor(settings.repository_path)
    app.state.bundle_door = BundleDoor(settings)
    app.include_router(build_router())
    app.include_router(sitemap.router)
    if settings.has_site:
        app.state.papers = Papers()
        app.router.routes += site.build_routes()
    reading(app.router, "/healthz", summary="โปรแกรมทำงานอยู่หรือไม่ · Whether the process is alive")(_show_health)
    reading(app.router, "/readyz", summary="พร้อมให้บริการหรือไม่ · Whether a verified state is served")(_show_readiness)
    _translate_errors(app)
    complete_description(app)
    app.add_middleware(Manners)
    app.state.answers = KeptAnswers(app.state.read_model)
    app.add_middleware(Caching, answers=app.state.answers)  # around it: what is kept has its manners
    return app


def _follower(settings: Settings) -> Follower:
    return Follower(settings.repository_path, settings.index_path, anchor=settings.anchor, receiver=settings.receiver)


@asynccontextmanager
async def _follow(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    if not settings.follows:
        yield
        app.state.read_model.close()
        return
    follower: Follower = app.state.follower
    await run_in_threadpool(follower.ensure)
    texts: TextReader = app.state.text_reader
    threads = [
        threading.Thread(target=worker.run, args=(settings.poll_seconds,), name=type(worker).__name__, daemon=True)
        for worker in (follower, texts)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for worker in (follower, texts):
            worker.stop()
        for thread in threads:
            await run_in_threadpool(thread.join, _GOODBYE_SECONDS)
        app.state.read_model.close()
        app.state.proof_door.close()
        app.state.bundle_door.close()
        follower.close()  # last, so that the write-ahead log goes with it


async def _show_health(request: Request) -> Response:  # noqa: ARG001 - what every route is given
    return Response('{"status":"ok"}', headers={"Cache-Control": "no-store"}, media_type=JSON)


async def _show_readiness(request: Request) -> Response:
    with request.app.state.read_model.snapshot() as snapshot:
        return answer(request, snapshot, '{"status":"ok"}', revalidate=False)


def _translate_errors(app: FastAPI) -> None:
    async def show_problem(request: Request, error: Exception) -> Response:
        return _render(request, error)

    for kind in (
        ProblemError,
        NotFoundError,
        NotYetPublishedError,
        WithheldError,
        IndexUnusableError,
        RequestValidationError,
        HTTPException,
        Exception,
    ):
        app.add_exception_handler(kind, show_problem)


def _render(request: Request, error: Exception) -> Response:
    headers: Mapping[str, str] | None = None
    match error:
        case ProblemError():
            problem, headers = error, error.headers
        case NotFoundError() | NotYetPublishedError() | WithheldError():
            problem = problem_of(error)
            if problem.status == _LEGAL_REASONS:
                headers = {"Link": link(absolute(request, f"{API}/organisation"), "blocked-by")}
        case IndexUnusableError():
            problem = ProblemError("index_unavailable")
        case HTTPException(status_code=404):
            th, en = f"ไม่มีที่อยู่ {request.url.path}", f"There is nothing at {request.url.path}."
            problem = ProblemError("not_found", th=th, en=en)
        case HTTPException(status_code=405):
            problem, headers = ProblemError("method_not_allowed"), {"Allow": ALLOWED}
        case HTTPException() | RequestValidationError():
            problem = ProblemError("bad_request")
        case _:
            _LOG.error("answering %s failed", request.url.path, exc_info=error)
            problem = ProblemError("internal_error")
    settings: Settings = request.app.state.settings
    if settings.has_site and wants_page(request):
        return render_problem_page(problem, request, headers=headers or {})
    return render_problem(problem, request.url.path, head=_head(request), headers=headers)


def _head(request: Request) -> str | None:
    model: ReadModel = request.app.state.read_model
    try:
        with model.snapshot() as snapshot:
            return snapshot.head
    except IndexUnusableError:
        return None
