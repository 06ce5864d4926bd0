"""`…/versions/{n}/proof`: all that an outsider needs to check one version without us and without the repository.

Made from the repository, not from the index: it is evidence, and asked for seldom. Of what is withheld there is none.
"""

import threading
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from repo_schema.proofs import MEDIA_TYPE, Claims, Proof, render_proof
from service.api.answers import WITHHELD, answer_text, read_model, reading
from service.api.files import render_disposition
from service.api.parameters import parse_item_id, parse_version_segment
from service.ledger.errors import LedgerError
from service.ledger.prover import NoProofError, make_proof
from service.ledger.read_model import Snapshot, Version
from service.ledger.records import render_moment
from service.ledger.repository import Repository
from service.problems import ProblemError

__all__ = ["ProofDoor", "router"]

router = APIRouter(tags=["items"])

_PATH: Final = "/items/{obligation}/{unit}/{name}/versions/{number}/proof"


class ProofDoor:
    """Makes proofs from one repository, one at a time: its git process is kept open between them."""

    def __init__(self, repository_path: Path) -> None:
        self._path = repository_path
        self._lock = threading.Lock()
        self._repository: Repository | None = None

    def make(self, snapshot: Snapshot, version: Version) -> Proof:
        """Raises `NoProofError`, and any other `LedgerError` where the repository cannot be read."""
        claims = Claims(
            organisation=str(snapshot.organisation()["domain"]),
            item=version.item,
            version=version.number,
            commit=version.commit,
            digest=version.digest,
            published_at=render_moment(version.published_at),
            published_at_source=version.published_at_source,
            anchor=snapshot.anchor,
            head=snapshot.head,
        )
        with self._lock:
            try:
                self._repository = self._repository or Repository(self._path)
                return make_proof(
                    self._repository,
                    claims,
                    law_of=snapshot.law_of,
                    checkpoint=snapshot.checkpoint,
                    witnessed=snapshot.witnessed,
                )
            except NoProofError:
                raise
            except LedgerError:
                self._close()
                raise

    def close(self) -> None:
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._repository is not None:
            self._repository.close()
            self._repository = None


@reading(
    router,
    _PATH,
    summary="หลักฐานของฉบับเดียว ตรวจเองได้โดยไม่ต้องมีคลัง · The proof of one version, to be checked offline",
    media=MEDIA_TYPE,
    errors=(404, *WITHHELD),
    cost=2,
)
async def show_proof(request: Request, obligation: str, unit: str, name: str, number: str) -> Response:
    item = parse_item_id(obligation, unit, name)
    position = parse_version_segment(number, item)
    door: ProofDoor = request.app.state.proof_door

    def render() -> Response:
        with read_model(request).snapshot() as snapshot:
            version = snapshot.version(item, position)
            text = render_proof(_make(door, snapshot, version))
            file = f"{item.replace('/', '-')}-{position}.proof.json"
            headers = {"Content-Disposition": render_disposition(file)}
            return answer_text(request, snapshot, text, media=MEDIA_TYPE, headers=headers)

    return await run_in_threadpool(render)


def _make(door: ProofDoor, snapshot: Snapshot, version: Version) -> Proof:
    if version.commit == snapshot.anchor:
        th, en = "ฉบับนี้มากับคอมมิตตั้งต้น จึงไม่มีผู้ใดอนุมัติ", "It came with the anchor, and nobody approved it."
        raise ProblemError("no_proof", th=th, en=en)
    if snapshot.is_bound_to_withheld(version):
        raise ProblemError(
            "no_proof",
            th="เผยแพร่พร้อมกับรายการที่ต่อมาถูกถอนหรือระงับ หลักฐานจึงมีสิ่งที่เปิดเผยไม่ได้",
            en="It was published together with what was taken down since, which its proof would have to hold.",
        )
    try:
        return door.make(snapshot, version)
    except NoProofError as error:
        raise ProblemError("no_proof", th=error.th, en=error.en) from error
    except LedgerError as error:
        raise ProblemError("repository_unavailable", th=error.th, en=error.en) from error
