"""docs/api.md says what each address gives of what is current, superseded, withdrawn, …: the table is made here.

When it differs: `python -m tests.service.test_api_states` writes it anew; read what changed before you commit it.
"""

import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from service.problems import PROBLEMS
from tests.attacks.test_compromise import compromise
from tests.attacks.test_tombstones import signed
from tests.service.test_api import client_of
from tests.support.files import pdf
from tests.support.ledger import LedgerBuilder, attachment, monthly
from tests.support.tombstones import erasure, suppression, withdrawal

PAGE = Path(__file__).parents[2] / "docs/api.md"
MARKS = "<!-- states: made by tests/service/test_api_states.py -->", "<!-- end of states -->"
WORD = "ถนนลาดยาง"


@dataclass(frozen=True)
class State:
    """A version, of an item and a file of its own, that is in a state."""

    name: str
    month: int
    unit: str = "hr"
    superseded: bool = False

    @property
    def item(self) -> str:
        return f"procurement-monthly/{self.unit}/2569-{self.month:02}"

    @property
    def file(self) -> bytes:
        return pdf(f"{WORD} เดือนที่ {self.month}")

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.file).hexdigest()

    @property
    def file_name(self) -> str:
        return f"paper-{self.month}.pdf"


CURRENT = State("current", 1)
STATES = (
    CURRENT,
    State("superseded", 2, superseded=True),
    State("withdrawn", 3),
    State("suppressed", 4),
    State("suspended", 5, unit="legal"),
    State("erased", 6),
)


def make(folder: Path) -> LedgerBuilder:
    ledger = LedgerBuilder(folder / "origin.git")
    for state in STATES:
        file, pointer = ledger.attach(state.file)
        title = {"th": f"{WORD}ของเดือน {state.month}"}
        row = attachment(file, pointer, state.file_name)
        contents = monthly(state.month, unit=state.unit, title=title, attachments=[row])
        ledger.publish_item(contents | {file: pointer})
    ledger.wait(10)
    old = STATES[1]
    kept = ledger.read(f"items/{old.item}.yaml")
    ledger.publish_item({f"items/{old.item}.yaml": kept | {"title": {"th": "ฉบับใหม่"}}})
    statements = (withdrawal(STATES[2].item), suppression(STATES[3].item), erasure(STATES[5].item, STATES[5].sha256))
    for statement in statements:
        signers = ["chief"] if "erasure" in json.dumps(statement) else []
        draft = signed(ledger.prepare(statement, by="hr-head"), *signers)
        ledger.publish(draft, by="hr-head")
    compromise(ledger, "legal-head")
    assert ledger.codes() == []
    return ledger


Cell = Callable[[TestClient, State], str]


def status(address: str, *, accept: str = "*/*") -> Cell:
    """The status, and the word for what is the matter."""

    def look(client: TestClient, state: State) -> str:
        number = "1"
        path = address.format(item=state.item, sha=state.sha256, name=quote(state.file_name), n=number)
        response = client.get(path, headers={"Accept": accept}, follow_redirects=False)
        if response.headers.get("content-type") == "application/problem+json":
            return f"{response.status_code} `{response.json()['code']}`"
        shown = "" if state.name != "suspended" or "suspended" not in response.text else " as suspended"
        return f"{response.status_code}{shown}"

    return look


def of_list(address: str, rows: str, *, key: str = "id") -> Cell:
    """Whether a list has it, and what it says of it."""

    def look(client: TestClient, state: State) -> str:
        found = client.get(address.format(item=state.item), headers={"Accept": "*/*"}).json()[rows]
        row = next((row for row in found if row.get(key) == state.item and row.get("version", 1) == 1), None)
        if row is None:
            return "no"
        if row.get("withheld"):
            return f"yes, as {row['withheld']['state']}"
        return "yes, as suspended" if row.get("suspended") else "yes"

    return look


def in_feed(client: TestClient, state: State) -> str:
    text = client.get("/v1/feed.atom").text
    entries = re.findall(r"<(entry|at:deleted-entry)(.*?)</(?:entry|at:deleted-entry)>", text, re.DOTALL)
    kinds = [kind for kind, body in entries if f"{state.item}/1" in body or f"{state.item}/versions/1" in body]
    return {"entry": "entry", "at:deleted-entry": "tombstone"}[kinds[0]] if kinds else "no"


def in_catalogue(client: TestClient, state: State) -> str:
    text = client.get("/v1/catalog.jsonld").text
    return "dataset" if f"/v1/items/{state.item}/versions/1" in text else "no"


def in_sitemap(client: TestClient, state: State) -> str:
    return "yes" if f"/items/{state.item}</" in client.get("/sitemap.xml").text else "no"


def in_timemap(client: TestClient, state: State) -> str:
    return "yes" if f"/{state.item}/versions/1>" in client.get(f"/v1/items/{state.item}/timemap").text else "no"


def in_changes(client: TestClient, state: State) -> str:
    for row in client.get("/v1/changes?limit=200").json()["changes"]:
        for item in row["items"]:
            if item["id"] == state.item and item["version"] == 1:
                return "yes, without its words" if WORD not in json.dumps(row, ensure_ascii=False) else "yes"
    return "no"


SURFACES: tuple[tuple[str, Cell], ...] = (
    ("`/v1/items/{item}` (as it stands)", status("/v1/items/{item}")),
    ("`…?as_of=` of its day", status("/v1/items/{item}?as_of=2025-10-02")),
    ("`…/versions/{n}`", status("/v1/items/{item}/versions/{n}")),
    ("`…/versions/{n}/proof`", status("/v1/items/{item}/versions/{n}/proof")),
    ("`…/versions/{n}/table.csv`", status("/v1/items/{item}/versions/{n}/table.csv")),
    ("`…/diff` from or to it", status("/v1/items/{item}/diff?from={n}&to={n}")),
    ("`…/versions` (the list)", of_list("/v1/items/{item}/versions", "versions")),
    ("`…/timegate`", status("/v1/items/{item}/timegate")),
    ("`…/timemap`", in_timemap),
    ("`/v1/files/{sha256}/{name}` of it", status("/v1/files/{sha}/{name}")),
    ("`/v1/items` (what stands)", of_list("/v1/items", "items")),
    ("`/v1/items?q=` (its own words)", of_list(f"/v1/items?q={WORD}ของเดือน", "items")),
    ("`/v1/items?q=&versions=all`", of_list(f"/v1/items?q={WORD}ของเดือน&versions=all", "items")),
    ("`/v1/items?q=` (words of its file)", of_list(f"/v1/items?q={WORD}+เดือนที่&versions=all", "items")),
    ("`/v1/changes`", in_changes),
    ("`/v1/feed.atom`", in_feed),
    ("`/v1/catalog.jsonld`", in_catalogue),
    ("`/sitemap.xml`", in_sitemap),
    ("page `/items/{item}`", status("/items/{item}", accept="text/html")),
    ("page `…/versions/{n}`", status("/items/{item}/versions/{n}", accept="text/html")),
    ("page `…/history`", status("/items/{item}/history", accept="text/html")),
)


def render(client: TestClient) -> str:
    """The table, as the page has it."""
    head = ["| | " + " | ".join(state.name for state in STATES) + " |", "|---|" + "---|" * len(STATES)]
    rows = [f"| {name} | " + " | ".join(cell(client, state) for state in STATES) + " |" for name, cell in SURFACES]
    return "\n".join([*head, *rows])


@contextmanager
def opened(folder: Path) -> Iterator[TestClient]:
    """A client of the world, its files read."""
    with client_of(make(folder)) as client:
        client.app.state.follower.start()  # type: ignore[attr-defined]
        while client.app.state.text_reader.catch_up():  # type: ignore[attr-defined]
            pass
        yield client


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(tmp_path_factory.mktemp("states")) as client:
        yield client


def written() -> str:
    return PAGE.read_text(encoding="utf-8").partition(MARKS[0])[2].partition(MARKS[1])[0].strip()


def test_the_page_says_what_the_service_does(client: TestClient) -> None:
    assert written() == render(client)


def test_the_page_names_every_problem_and_every_address(client: TestClient) -> None:
    text = PAGE.read_text(encoding="utf-8")
    paths = client.get("/v1/openapi.json").json()["paths"]

    assert [code for code in PROBLEMS if f"`{code}`" not in text] == []
    listed = {re.sub(r"\{[a-z0-9_]+\}", "{}", path) for path in re.findall(r"`(/[^` ?\[]*)`", text)}
    assert [path for path in paths if re.sub(r"\{[a-z0-9_:]+\}", "{}", path) not in listed] == []


def main() -> None:
    with TemporaryDirectory() as folder, opened(Path(folder)) as client:
        table = render(client)
    before, mark, rest = PAGE.read_text(encoding="utf-8").partition(MARKS[0])
    after = rest.partition(MARKS[1])[2]
    PAGE.write_text(f"{before}{mark}\n{table}\n{MARKS[1]}{after}", encoding="utf-8")
    sys.stdout.write(f"{table}\n")


if __name__ == "__main__":
    main()
