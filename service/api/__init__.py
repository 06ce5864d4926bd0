"""The API, version 1: parse, ask the read model, wrap. A written promise (docs/api.md); nothing here decides."""

from fastapi import APIRouter

from service.api import (
    bundle,
    changes,
    checkpoint,
    compliance,
    dcat,
    feeds,
    files,
    frameworks,
    items,
    memento,
    obligations,
    organisation,
    proofs,
    root,
    tables,
    verification,
)
from service.ledger.records import API

__all__ = ["build_router"]


def build_router() -> APIRouter:
    router = APIRouter()
    resources = (root, organisation, obligations, frameworks, items, files, changes, verification)
    renderings = (tables, compliance, checkpoint, memento, feeds, dcat, proofs, bundle)
    for module in (*resources, *renderings):
        router.include_router(module.router, prefix=API)
    return router
