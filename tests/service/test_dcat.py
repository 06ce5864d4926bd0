"""The catalogue as a harvester reads it: a graph, through a library that knows nothing of ours."""

from collections.abc import Iterator

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF
from starlette.testclient import TestClient

from tests.service.test_api import CONTACT_URL, MANUAL_URL, THAI_NAME, client_of, make_ledger

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

CATALOGUE = "/v1/catalog.jsonld"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(make_ledger(tmp_path_factory.mktemp("dcat") / "origin.git")) as client:
        yield client


def graph_of(client: TestClient, address: str) -> Graph:
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/ld+json"
    return Graph().parse(data=response.text, format="json-ld")


def test_every_item_is_a_dataset_with_what_can_be_had_of_it(client: TestClient) -> None:
    graph = graph_of(client, CATALOGUE)
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))

    assert datasets == {URIRef(f"http://testserver{address}") for address in (CONTACT_URL, MANUAL_URL)}
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert set(graph.objects(catalogue, DCAT.dataset)) == datasets
    for dataset in datasets:
        assert {getattr(title, "language", None) for title in graph.objects(dataset, DCTERMS.title)} >= {"th"}
        assert list(graph.objects(dataset, DCTERMS.accrualPeriodicity))
        for address in graph.objects(dataset, DCAT.distribution / DCAT.downloadURL):
            assert client.get(str(address)).status_code == 200


def test_a_file_keeps_its_name_its_size_and_its_digest(client: TestClient) -> None:
    graph = graph_of(client, CATALOGUE)
    (file,) = (part for part in graph.subjects(RDF.type, DCAT.Distribution) if "/files/" in str(part))
    body = client.get(str(file)).content

    assert str(next(graph.objects(file, DCTERMS.title))) == THAI_NAME
    assert int(str(next(graph.objects(file, DCAT.byteSize)))) == len(body)
    assert str(next(graph.objects(file, DCAT.mediaType))).endswith("/application/pdf")


def test_pages_put_together_are_the_catalogue(client: TestClient) -> None:
    whole = set(graph_of(client, CATALOGUE).subjects(RDF.type, DCAT.Dataset))
    found: set[object] = set()
    address: str | None = f"{CATALOGUE}?limit=1"
    while address:
        page = client.get(address).json()
        found |= {URIRef(dataset["@id"]) for dataset in page["dcat:dataset"]}
        address = page["hydra:view"].get("hydra:next", {}).get("@id")

    assert found == whole
