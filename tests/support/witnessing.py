"""A receiver and a witness whose keys are files, as a server and a second party have them."""

from pathlib import Path
from typing import Any

from service.ledger.checkpoints import make_checkpoint, open_key
from service.ledger.receipts import RECEIPTS
from service.ledger.repository import Repository
from service.ledger.verifier import verify
from service.ledger.witnesses import Cosigned
from service.ledger.witnesses import witness as cosign
from tests.support.ledger import LedgerBuilder, key_of, label
from tests.support.receiver import SERVER, office_with_receiver

WITNESS = "press"
BRANCH = f"refs/heads/prongsai/witness/{WITNESS}"
SINCE = "2019-10-01"


def office_with_witness() -> dict[str, Any]:
    """The small office, a server that writes receipts, and a newspaper that watches it."""
    office = office_with_receiver()
    keys = [{"key": key_of(WITNESS).public_line, "since": SINCE}]
    office["people"].append({"id": WITNESS, "name": label("หนังสือพิมพ์"), "units": [], "keys": keys})
    holders = [{"person": WITNESS, "since": SINCE}]
    row = {"id": "witness", "title": label("พยานของประวัติ"), "kind": "witness", "units": [], "holders": holders}
    office["offices"].append(row)
    return office


def key_file(ledger: LedgerBuilder, person: str) -> Path:
    return key_of(person).write(ledger.git_dir.parent / "keys" / person)


def checkpoint(ledger: LedgerBuilder, *, by: str = SERVER) -> str:
    """What the receiver says of the head of `main` now."""
    with Repository(ledger.git_dir) as repository:
        found = verify(repository, anchor=ledger.anchor)
        return make_checkpoint(found.history, repository.head(RECEIPTS), open_key(key_file(ledger, by)))


def witnessed(ledger: LedgerBuilder, note: str, *, at: int, by: str = WITNESS) -> Cosigned:
    """What a witness who is shown `note` says, kept in the ledger's own repository."""
    file = key_file(ledger, by)
    with Repository(ledger.git_dir) as repository:
        found = verify(repository, anchor=ledger.anchor)
        against = found.contradictions
        return cosign(
            repository, found.history, note, open_key(file), file, contradictions=against, clock=lambda: float(at)
        )
