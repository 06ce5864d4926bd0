"""Whatever is asked of a documented address, the answer is a documented one, and never a defect of ours."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.service.test_api import client_of, make_ledger

WORDS = ["contact", "office-of-palad", "main", "1", "2", "oit-2563", "O5", "2025-10-01", "2568-10-01", "0" * 40]
TRICKS = ["..", "../..", "\0", "%", "๑", "9" * 400, "-1", "ก" * 300, "1e9", "a\r\nb", "\U0010ffff", ""]
VALUES = st.sampled_from(WORDS + TRICKS) | st.text(st.characters(codec="utf-8"), max_size=40)
STRANGE = st.sampled_from(["year", "asof", "Limit", "q ", "utm_source", "\0", "", "ก"]) | st.text(max_size=20)
ACCEPTS = st.sampled_from(["*/*", "application/json", "text/html;q=0", "," * 500, "*/*;q=nan", "a/b/c", "*"])


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(make_ledger(tmp_path_factory.mktemp("fuzz") / "origin.git")) as client:
        yield TestClient(client.app, raise_server_exceptions=False, follow_redirects=False)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_every_answer_is_documented(client: TestClient, data: st.DataObject) -> None:
    paths: dict[str, Any] = client.get("/v1/openapi.json").json()["paths"]
    template = data.draw(st.sampled_from(sorted(paths)))
    operation = paths[template]["get"]
    address = template
    query: list[tuple[str, str | int | float | bool | None]] = []
    for parameter in operation.get("parameters", []):
        value = data.draw(VALUES)
        if parameter["in"] == "path":
            address = address.replace(f"{{{parameter['name']}}}", quote(value or "x", safe=""))
        elif data.draw(st.booleans()):
            query += [(parameter["name"], value)] * data.draw(st.integers(1, 2))
    if data.draw(st.booleans()):
        query.append((data.draw(STRANGE), data.draw(VALUES)))

    response = client.get(address, params=query, headers={"Accept": data.draw(ACCEPTS)})

    # A dot segment or a slash in a value makes another address of it, which need not be documented to be missing.
    assert str(response.status_code) in {*operation["responses"], "404"}, (address, query, response.text)
    assert response.status_code < 500, (address, query, response.text)
