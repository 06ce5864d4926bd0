"""What the organisation owed, who held which office and which codes were asked for, as of any day."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.service.test_api import assert_problem, client_of
from tests.support.ledger import LedgerBuilder, contact

EDITION = "catalogue/frameworks/oit-2570.yaml"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Begun on 1 October; a new edition and a new name for a unit on 10 November."""
    ledger = LedgerBuilder(tmp_path_factory.mktemp("law") / "origin.git")
    ledger.publish_item(contact())
    units = ledger.read("policy/units.yaml")
    units["units"][0]["name"] = {"th": "กองการเจ้าหน้าที่"}
    edition = {
        "schema": "catalogue_framework/v1",
        "id": "oit-2570",
        "title": {"th": "การประเมินปี ๒๕๗๐"},
        "window": {"opens": "2027-04-01", "closes": "2027-04-30"},
        "codes": [
            {"code": "O1", "title": {"th": "ติดต่อ"}, "obligations": [{"id": "contact", "relation": "exact"}]},
            {"code": "O2", "title": {"th": "เรื่องใหม่"}, "obligations": []},
        ],
        "dropped": ["qa"],
    }
    draft = ledger.wait(40).prepare({"policy/units.yaml": units, EDITION: edition}, by="deputy")
    ledger.publish(draft.approve("administer").approve("consent"), by="chief")
    assert ledger.verify().trusted
    with client_of(ledger) as client:
        yield client


def get(client: TestClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.json()


def test_an_edition_is_added_by_data_alone(client: TestClient) -> None:
    edition = get(client, "/v1/frameworks/oit-2570")

    assert edition["window"] == {"opens": "2027-04-01", "closes": "2027-04-30", "verified": False}
    assert [code["is_new"] for code in edition["codes"]] == [False, True]
    assert [row["id"] for row in edition["dropped"]] == ["qa"]
    assert "oit-2570" in get(client, "/v1/obligations/qa")["dropped_from"]
    assert get(client, "/v1/frameworks/oit-2570/codes/O1")["obligations"][0]["id"] == "contact"


def test_old_codes_go_on_resolving(client: TestClient) -> None:
    assert get(client, "/v1/frameworks/oit-2566/codes/O21")["obligations"][0]["id"] == "procurement-monthly"
    assert get(client, "/v1/frameworks/oit-2563/codes/O21")["obligations"][0]["id"] == "procurement-plan"


def test_before_it_was_added_there_was_no_such_edition(client: TestClient) -> None:
    names = [row["id"] for row in get(client, "/v1/frameworks?as_of=2025-11-09")["frameworks"]]

    assert names == ["oit-2563", "oit-2564", "oit-2566"]
    assert_problem(client.get("/v1/frameworks/oit-2570?as_of=2025-11-09"), "not_found")
    assert_problem(client.get("/v1/frameworks/oit-2570/codes/O1?as_of=2025-11-09"), "not_found")
    assert "dropped_from" in get(client, "/v1/obligations/qa?as_of=2025-11-09")
    assert "oit-2570" not in get(client, "/v1/obligations/qa?as_of=2025-11-09")["dropped_from"]


def test_the_organisation_as_it_was_called_then(client: TestClient) -> None:
    now, then = get(client, "/v1/organisation"), get(client, "/v1/organisation?as_of=2025-10-31")

    assert now["units"][0]["name"]["th"] == "กองการเจ้าหน้าที่"
    assert then["units"][0]["name"]["th"] != "กองการเจ้าหน้าที่"


def test_obligations_count_what_was_there_then(client: TestClient) -> None:
    assert get(client, "/v1/obligations/contact")["items"] == 1
    assert get(client, "/v1/obligations/contact?as_of=2025-10-01T09:01:30%2B07:00")["items"] == 0
    assert get(client, "/v1/obligations/contact?as_of=2025-10-05")["compliance"]["on"] == "2025-10-05"


@pytest.mark.parametrize(
    "address", ["organisation", "obligations", "obligations/contact", "frameworks", "frameworks/oit-2563/codes/O1"]
)
def test_before_the_beginning_there_was_no_law(client: TestClient, address: str) -> None:
    assert_problem(client.get(f"/v1/{address}?as_of=2025-09-30"), "not_found")
    assert_problem(client.get(f"/v1/{address}?as_of=2568-10-01"), "bad_parameter")
