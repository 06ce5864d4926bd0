"""What is dear to answer is asked for with measure; everything else as often as one likes."""

from pathlib import Path

import pytest

from service.api.limits import Limiter
from tests.service.test_api import CONTACT_URL, assert_problem, make_ledger
from tests.support.site import client_of

DEAR = [
    "/v1/items?q=x",
    f"{CONTACT_URL}/diff?from=1&to=2",
    f"{CONTACT_URL}/versions/1/proof",
    f"{CONTACT_URL}/table.csv",
    "/v1/compliance",
    "/v1/repository.bundle",
    "/search?q=x",
    "/en/items/contact/office-of-palad/main/compare",
]
FREE = ["/v1", "/v1/items", CONTACT_URL, f"{CONTACT_URL}/versions/1", "/", "/v1/changes", "/v1/checkpoint"]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_bucket_empties_and_fills_in_a_minute(clock: Clock) -> None:
    limiter = Limiter(60, clock=clock)

    assert [limiter.take("192.0.2.1", 20) for _ in range(4)] == [0, 0, 0, 20]
    clock.now += 10
    assert limiter.take("192.0.2.1", 20) == pytest.approx(10)  # a refusal costs nothing
    clock.now += 10
    assert limiter.take("192.0.2.1", 20) == 0
    clock.now += 3600
    assert [limiter.take("192.0.2.1", 30) for _ in range(3)] == [0, 0, 30]


def test_one_reader_does_not_pay_for_another(clock: Clock) -> None:
    limiter = Limiter(1, clock=clock)

    assert limiter.take("192.0.2.1", 1) == 0
    assert limiter.take("192.0.2.1", 1) > 0
    assert limiter.take("192.0.2.2", 1) == 0
    assert limiter.take("2001:db8:1:2::1", 1) == 0
    assert limiter.take("2001:db8:1:2:ffff::9", 1) > 0  # the same reader's network
    assert limiter.take("2001:db8:1:3::1", 1) == 0
    assert limiter.take("::ffff:192.0.2.1", 1) > 0


def test_what_costs_more_than_there_ever_is_can_be_had_once(clock: Clock) -> None:
    limiter = Limiter(2, clock=clock)

    assert limiter.take("192.0.2.1", 5) == 0
    assert limiter.take("192.0.2.1", 5) == pytest.approx(60)


def test_only_so_many_readers_are_remembered(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.api.limits._READERS_AT_MOST", 10)
    limiter = Limiter(1, clock=clock)
    for number in range(100):
        limiter.take(f"192.0.2.{number}", 1)

    assert len(limiter._readers) == 10


def test_without_a_limit_nobody_is_counted(clock: Clock) -> None:
    limiter = Limiter(0, clock=clock)

    assert {limiter.take("192.0.2.1", 5) for _ in range(1000)} == {0.0}
    assert not limiter._readers


def test_what_is_dear_is_refused_politely_and_the_rest_is_not(tmp_path: Path) -> None:
    with client_of(make_ledger(tmp_path / "origin.git"), dear_per_minute=1) as client:
        client.headers["Accept"] = "*/*"
        assert client.get(DEAR[0]).status_code == 200
        for address in DEAR[1:]:  # the first is kept as it was answered, and costs nothing more
            refused = client.get(address)
            assert 1 <= int(refused.headers["retry-after"]) <= 300, address
            body = assert_problem(refused, "too_many_requests")
            assert body["retry_after"] == int(refused.headers["retry-after"])
        for address in FREE:
            assert client.get(address).status_code in {200, 404}, address
        page = client.get("/search?q=x", headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["content-type"]) == (429, "text/html; charset=utf-8")
        assert "retry-after" in page.headers


def test_who_is_refused_knew_of_it_from_the_description(tmp_path: Path) -> None:
    with client_of(make_ledger(tmp_path / "origin.git")) as client:
        paths = client.get("/v1/openapi.json").json()["paths"]
    dear = {path for path, methods in paths.items() if "429" in methods["get"]["responses"]}

    assert {path.rpartition("/")[2] for path in dear} == {
        "items",
        "diff",
        "proof",
        "table.csv",
        "table.xlsx",
        "compliance",
        "repository.bundle",
    }


def test_a_wrong_parameter_costs_nothing(tmp_path: Path) -> None:
    with client_of(make_ledger(tmp_path / "origin.git"), dear_per_minute=1) as client:
        for _ in range(5):
            assert_problem(client.get("/v1/compliance?year=1", headers={"Accept": "*/*"}), "bad_parameter")
        assert client.get("/v1/compliance", headers={"Accept": "*/*"}).status_code == 200
