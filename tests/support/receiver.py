"""Receipts as a server writes them, and as a forger would: plain commits, none by our own writer."""

from typing import Any

from repo_schema.commits import Ident
from repo_schema.receipts import Receipt, render_receipt
from tests.support.keys import KeyPair
from tests.support.ledger import DOMAIN, LedgerBuilder, key_of, label, small_office

RECEIPTS = "refs/heads/prongsai/receipts"
SERVER = "server"


def office_with_receiver() -> dict[str, Any]:
    """The small office, and a server that writes receipts."""
    office = small_office()
    since = "2019-10-01"
    keys = [{"key": key_of(SERVER).public_line, "since": since}]
    office["people"].append({"id": SERVER, "name": label("เครื่องแม่ข่าย"), "units": [], "keys": keys})
    holders = [{"person": SERVER, "since": since}]
    receiver = {"id": "receiver", "title": label("ผู้ออกใบรับ"), "kind": "receiver", "units": [], "holders": holders}
    office["offices"].append(receiver)
    return office


def receive(
    ledger: LedgerBuilder,
    at: int,
    *,
    head: str | None = None,
    key: KeyPair | None = None,
    message: str | None = None,
    signed: bool = True,
    contents: dict[str, Any] | None = None,
) -> str:
    """A receipt on top of the branch; by default of the head of `main`, by the server."""
    ref = ledger.git_dir / RECEIPTS
    parents = [ref.read_text().strip()] if ref.exists() else []
    ident = Ident("receiver", f"receiver@{DOMAIN}", at, "+0700")
    text = render_receipt(Receipt(head or ledger.head, at)) if message is None else message
    tree = ledger.write_tree({}, contents or {})
    signer = (key or key_of(SERVER)) if signed else None
    commit = ledger.objects.commit(tree, parents, ident, ident, text, signer, ())
    ref.parent.mkdir(parents=True, exist_ok=True)
    ledger.objects.set_ref(RECEIPTS, commit)
    return commit
