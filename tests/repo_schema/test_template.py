"""The template against the source: two derivations of one table must agree.

`seed_table.tsv` was taken from the organisation's own document, line by line; the template's catalogue was not taken
from it. What the two share, they share because both are right.
"""

import base64
import csv
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "content-repo-template"
SEED_TABLE = ROOT / "tests" / "data" / "seed_table.tsv"
FACTS = ROOT / "tests" / "data" / "obligation_facts.tsv"
OFFICE = ROOT / "docs" / "examples" / "office.yaml"

BASIC = {"structure", "executives", "powers-duties", "development-plan", "contact", "laws"}
ROUTINE = {
    "news",
    "qa",
    "social-network",
    "service-stats",
    "e-service",
    "procurement-notices",
    "procurement-monthly",
    "feedback-channel",
}
SHAPES = {
    "organisation": 2,
    "contact": 1,
    "channel_list": 4,
    "document_set": 9,
    "plan": 5,
    "report": 11,
    "statistics": 3,
    "procurement_notice": 1,
    "procurement_monthly": 1,
    "activity_post": 4,
    "qa": 1,
    "risk_register": 1,
}
CADENCES = {"singleton": 14, "collection": 6, "fiscal_year": 14, "half_year": 6, "month": 1, "multi_year": 2}


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def by_id(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = {row["id"]: row for row in rows}
    assert len(found) == len(rows), "an id stands twice"
    return found


def texts(value: Any) -> Iterator[str]:
    """Every text in `value`, keys and values alike."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(key)
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


@pytest.fixture(scope="module")
def seed() -> list[dict[str, str]]:
    with SEED_TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def catalogue() -> Any:
    return load(TEMPLATE / "catalogue" / "obligations.yaml")


@pytest.fixture(scope="module")
def units() -> Any:
    return load(TEMPLATE / "policy" / "units.yaml")


@pytest.fixture(scope="module")
def rules() -> Any:
    return load(TEMPLATE / "policy" / "rules.yaml")


@pytest.fixture(scope="module")
def office() -> Any:
    return load(OFFICE)


def test_the_43_obligations_are_the_seeds_rows(seed: list[dict[str, str]], catalogue: Any, units: Any) -> None:
    names = {row["id"]: row["name"]["th"] for row in units["units"] + catalogue["wildcards"]}
    ours = [
        {
            "number": str(row["number"]),
            "title": row["title"]["th"],
            "preparer": ", ".join(names[unit] for unit in row["preparers"]),
            "publisher": ", ".join(names[unit] for unit in row["publishers"]),
            "frequency": row["frequency"]["text"]["th"],
        }
        for row in catalogue["obligations"]
    ]
    assert len(seed) == 43
    assert ours == seed


def told_due(due: dict[str, Any]) -> str:
    """A due rule as the table of facts tells it."""
    match due["rule"]:
        case "on_change":
            stale = f", stale after {due['stale_after_days']}" if "stale_after_days" in due else ""
            attested = f"attested {due['attest']} by day {due['attest_window_days']}"
            return f"within {due['within_days']} days, {attested}{stale}"
        case "yearly":
            year = {"fiscal_year": "the year", "next_fiscal_year": "the next year"}[due["of"]]
            return f"{due['month']:02}-{due['day']:02} of {year}"
        case "half_year":
            return " and ".join(f"{due[half]['month']:02}-{due[half]['day']:02}" for half in ("h1", "h2"))
        case _:
            return f"{due['day']} day of the {due['of'].replace('_', ' ')}"


def test_each_row_has_the_form_cadence_exemption_and_due_day_of_the_facts(catalogue: Any, rules: Any) -> None:
    """`obligation_facts.tsv` was made by script from the research beside the seed, not from the template.

    Of row 8 it has the fifteen days in which a question is to be answered: its change is the question.
    """
    codes = {row["id"]: row["code"] for row in catalogue["groups"]}
    exempt = {row["obligation"]: row["because"] for row in rules["consent_exempt"]}
    with FACTS.open(encoding="utf-8", newline="") as stream:
        facts = list(csv.DictReader(stream, delimiter="\t"))
    ours = [
        {
            "number": str(row["number"]),
            "id": row["id"],
            "group": codes[row["group"]],
            "shape": row["shape"],
            "cadence": row["cadence"],
            "exempt": exempt.get(row["id"], "-"),
            "due": told_due(row["due"]),
        }
        for row in catalogue["obligations"]
    ]
    assert ours == facts


def test_the_wildcards_are_the_seeds_words(catalogue: Any) -> None:
    assert {row["id"]: row["name"]["th"] for row in catalogue["wildcards"]} == {
        "all-units": "ทุกหน่วยงาน",
        "procurement-all-units": "งานพัสดุทุกหน่วยงาน",
    }


def test_frequencies(catalogue: Any) -> None:
    pairs = Counter((row["frequency"]["code"], row["frequency"]["text"]["th"]) for row in catalogue["obligations"])
    assert pairs == {
        ("on_change", "ปรับปรุงข้อมูลให้เป็นปัจจุบัน ทันทีหากมีการเปลี่ยนแปลง"): 22,
        ("yearly", "ปีละ ๑ ครั้ง"): 14,
        ("every_6_months", "ทุกๆ ๖ เดือน"): 6,
        ("monthly", "เดือนละ ๑ ครั้ง"): 1,
    }


def test_groups(catalogue: Any) -> None:
    groups = by_id(catalogue["groups"])
    assert [row["code"] for row in catalogue["groups"]] == ["9.1", "9.2", "9.3", "9.4", "9.5", "10.1", "10.2"]
    counted = Counter(groups[row["group"]]["code"] for row in catalogue["obligations"])
    assert counted == {"9.1": 9, "9.2": 8, "9.3": 7, "9.4": 4, "9.5": 5, "10.1": 8, "10.2": 2}


def test_group_titles_are_those_of_objective_1(catalogue: Any) -> None:
    assert [row["title"]["th"] for row in catalogue["groups"]] == [
        "ข้อมูลพื้นฐาน",
        "ข้อมูลการบริหาร",
        "ข้อมูลการบริหารเงินงบประมาณ",
        "ข้อมูลการบริหารและพัฒนาทรัพยากรบุคคล",
        "ข้อมูลส่งเสริมความโปร่งใส",
        "ข้อมูลการดำเนินการเพื่อป้องกันการทุจริต",
        "ข้อมูลมาตรการภายในเพื่อป้องกันการทุจริต",
    ]


def test_units_shapes_and_cadences(catalogue: Any) -> None:
    rows = catalogue["obligations"]
    assert Counter(unit for row in rows for unit in row["preparers"]) == {
        "hr": 8,
        "policy-plan": 7,
        "office-of-palad": 7,
        "legal": 11,
        "all-units": 6,
        "procurement-all-units": 4,
    }
    assert Counter(row["shape"] for row in rows) == SHAPES
    assert Counter(row["cadence"] for row in rows) == CADENCES
    assert [row["profile"] for row in rows] == [f"{row['id']}/v1" for row in rows]


def test_a_cadence_never_contradicts_its_frequency(catalogue: Any) -> None:
    period_of = {"yearly": {"fiscal_year"}, "every_6_months": {"half_year"}, "monthly": {"month"}}
    kept_current = {"singleton", "collection", "multi_year"}
    for row in catalogue["obligations"]:
        assert row["cadence"] in period_of.get(row["frequency"]["code"], kept_current), row["id"]


def test_the_catalogue_resolves(catalogue: Any, units: Any) -> None:
    obligations, groups = by_id(catalogue["obligations"]), by_id(catalogue["groups"])
    known = by_id(units["units"]).keys() | by_id(catalogue["wildcards"]).keys()
    assert len(known) == len(units["units"]) + len(catalogue["wildcards"])
    assert {row["group"] for row in obligations.values()} == groups.keys()
    assert {unit for row in obligations.values() for unit in row["preparers"] + row["publishers"]} == known


def test_the_framework_is_one_to_one(catalogue: Any) -> None:
    framework = load(TEMPLATE / "catalogue" / "frameworks" / "oit-2563.yaml")
    assert framework["id"] == "oit-2563"
    assert [(row["code"], row["title"], row["obligations"]) for row in framework["codes"]] == [
        (f"O{number}", row["title"], [{"id": row["id"], "relation": "exact"}])
        for number, row in enumerate(catalogue["obligations"], start=1)
    ]


OF_2566 = {
    **{number: number for number in range(1, 10)},
    10: 11, 11: 12, 12: 13, 18: 11, 19: 12, 20: 13,
    **{number: number + 1 for number in range(13, 18)},
    **{number: number - 2 for number in range(21, 32)},
    33: 30, 34: 31, 38: 32,
    **{number: number - 2 for number in (36, 37)},
    **{number: number - 3 for number in (39, 40, 41)},
    42: 42, 43: 43,
}
"""Row of the measure to code of 2566, from the crosswalk."""


@pytest.mark.parametrize(
    ("edition", "expected", "new", "dropped"),
    [
        ("oit-2563", {number: number for number in range(1, 44)}, [], []),
        ("oit-2564", {number: number for number in range(1, 44)}, [], []),
        ("oit-2566", OF_2566, [10, 33, 39, 40, 41], [32, 35]),
    ],
)
def test_each_edition_maps_the_rows_as_the_crosswalk_says(
    catalogue: Any, edition: str, expected: dict[int, int], new: list[int], dropped: list[int]
) -> None:
    framework = load(TEMPLATE / "catalogue" / "frameworks" / f"{edition}.yaml")
    numbers = {row["id"]: row["number"] for row in catalogue["obligations"]}
    mapped = {numbers[of["id"]]: int(row["code"][1:]) for row in framework["codes"] for of in row["obligations"]}

    assert [row["code"] for row in framework["codes"]] == [f"O{number}" for number in range(1, 44)]
    assert mapped == expected
    assert [int(row["code"][1:]) for row in framework["codes"] if not row["obligations"]] == new
    assert sorted(numbers[name] for name in framework.get("dropped", [])) == dropped


def test_what_was_merged_is_called_merged() -> None:
    framework = load(TEMPLATE / "catalogue" / "frameworks" / "oit-2566.yaml")
    relations = {row["code"]: {of["relation"] for of in row["obligations"]} for row in framework["codes"]}

    assert {code for code, found in relations.items() if found == {"merged"}} == {"O11", "O12", "O13"}
    assert {code for code, found in relations.items() if found == {"related"}} == {"O31", "O32"}


def test_exactly_these_14_are_exempt_from_consent(catalogue: Any, rules: Any) -> None:
    exempt = [(row["obligation"], row["because"]) for row in rules["consent_exempt"]]
    assert sorted(exempt) == sorted([(name, "basic") for name in BASIC] + [(name, "routine") for name in ROUTINE])
    numbers = {row["id"]: row["number"] for row in catalogue["obligations"]}
    assert sorted(numbers[name] for name, _ in exempt) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 17, 22, 23, 32]


def test_the_other_rules(rules: Any) -> None:
    assert rules["approval_max_age_days"] == 90
    assert rules["administrators"] == 1
    assert 0 < rules["attachments"]["warn_bytes"] < rules["attachments"]["refuse_bytes"]


def test_holidays_are_in_order_and_within_the_two_fiscal_years() -> None:
    days = [row["date"].isoformat() for row in load(TEMPLATE / "calendar" / "holidays.yaml")["holidays"]]
    assert days == sorted(set(days))
    assert days[0] >= "2025-10-01"
    assert days[-1] <= "2027-09-30"


def test_the_template_holds_these_files_only() -> None:
    found = {path.relative_to(TEMPLATE).as_posix() for path in TEMPLATE.rglob("*") if path.is_file()}
    assert found == {
        ".gitattributes",
        "CODEOWNERS",
        "README.md",
        "calendar/holidays.yaml",
        "catalogue/frameworks/oit-2563.yaml",
        "catalogue/frameworks/oit-2564.yaml",
        "catalogue/frameworks/oit-2566.yaml",
        "catalogue/obligations.yaml",
        "policy/rules.yaml",
        "policy/units.yaml",
        "site/branding.yaml",
    }


@pytest.mark.parametrize(
    "path", sorted([*TEMPLATE.rglob("*.yaml"), OFFICE]), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_documents_are_clean(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text
    assert text.endswith("\n")
    value = load(path)
    assert "/v1" in value["schema"]
    for found in texts(value):
        assert found.strip() == found != "", found
    tokens = {type(token).__name__ for token in yaml.scan(text)}
    assert not tokens & {"AnchorToken", "AliasToken", "TagToken"}


def test_the_office_sample_resolves(office: Any, units: Any) -> None:
    people, offices = by_id(office["people"]), by_id(office["offices"])
    known = by_id(office["units"]).keys()
    assert office["units"] == units["units"], "the sample shows what leaving `units` out would give"
    assert {holder["person"] for row in offices.values() for holder in row["holders"]} <= people.keys()
    assert {unit for row in offices.values() for unit in row["units"]} <= known | {"all"}
    assert {unit for row in people.values() for unit in row["units"]} == known
    administrators = [row for row in offices.values() if row["kind"] == "administrator"]
    assert office["administrator"] in {holder["person"] for row in administrators for holder in row["holders"]}


def holders(office: Any, kinds: set[str], unit: str) -> set[str]:
    return {
        holder["person"]
        for row in office["offices"]
        if row["kind"] in kinds and {unit, "all"} & set(row["units"])
        for holder in row["holders"]
    }


@pytest.mark.parametrize("unit", ["hr", "policy-plan", "office-of-palad", "legal"])
def test_whoever_prepares_in_the_sample_somebody_else_checks_and_a_third_consents(office: Any, unit: str) -> None:
    members = {row["id"] for row in office["people"] if unit in row["units"]}
    checkers = holders(office, {"unit_head", "data_reviewer"}, unit)
    executives = holders(office, {"executive", "chief_executive"}, unit)
    assert members - holders(office, {"unit_head"}, unit), "somebody beside the head must be able to prepare"
    for author in members:
        left = checkers - {author}
        assert left
        assert executives - left - {author}


def test_the_samples_keys_are_valid_and_each_stands_once(office: Any) -> None:
    keys = [listed["key"] for person in office["people"] for listed in person["keys"]]
    assert len(set(keys)) == len(keys) >= len(office["people"])
    for key in keys:
        kind, encoded = key.split(" ")
        blob = base64.b64decode(encoded, validate=True)
        assert kind == "ssh-ed25519"
        assert blob.startswith(b"\0\0\0\x0bssh-ed25519\0\0\0\x20")
        assert len(blob) == 51
