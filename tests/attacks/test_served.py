"""What verification rejects changes nothing that is served, and is told in public with its reasons."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.attacks.attack import Attack, begin
from tests.attacks.everything import ADDED_BY_VERIFY, Office, sample
from tests.service.test_api import client_of, get

NOT_OF_THE_CONTENT = {"head", "next"}


def served(client: TestClient) -> dict[str, Any]:
    """Every item in each of its versions, and who answers for what; without the name of the head."""
    addresses = ["/v1/organisation", "/v1/obligations/contact", "/v1/items?limit=200"]
    for item in get(client, "/v1/items", limit="200")["items"]:
        addresses += [f"/v1/items/{item['id']}", f"/v1/items/{item['id']}/versions"]
    return {address: _answer(client, address) for address in addresses}


def _answer(client: TestClient, address: str) -> Any:
    """Status and content; of what is taken down, that it is."""
    response = client.get(address)
    return response.status_code, {k: v for k, v in response.json().items() if k not in NOT_OF_THE_CONTENT}


@pytest.mark.parametrize(("attack", "office"), sample(16))
def test_what_verification_rejects_is_not_served(attack: Attack, office: Office, tmp_path: Path) -> None:
    """Every attack in the tables, landed on the repository of a running service."""
    ledger = office(tmp_path)
    strike = begin(attack.play, ledger)
    with client_of(ledger) as client:
        before = served(client)
        strike()
        client.app.state.follower.refresh()  # type: ignore[attr-defined]
        after = served(client)
        told = [get(client, f"/v1/verification/{row['commit']}") for row in get(client, "/v1/verification")["rejected"]]

    assert after == before
    findings = [finding for row in told for finding in row["findings"]]
    named = {code for codes in attack.findings for code in codes} - ADDED_BY_VERIFY
    assert named <= {finding["code"] for finding in findings}
    assert all(finding["hint"]["th"] and finding["hint"]["en"] for finding in findings)
