"""Linked data: JSON-LD and Turtle say the same, rdflib reads them, and they say what the JSON answer says."""

import pytest
from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic

from occupations.exports.graph import json_ld, turtle

XKOS = Namespace("http://rdf-vocabulary.ddialliance.org/xkos#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
BASE = "http://127.0.0.1:8000/api/v1"
ON = {"on": "2026-11-21"}
EDITION = URIRef(f"{BASE}/editions/2022")
PATHS = [
    ("/occupations", {"under": "4-01", **ON}),
    ("/occupations/4-01-06-02", ON),
    ("/groups", {"under": "4", **ON}),
    ("/groups/4-01", ON),
    ("/work-types", {"under": "4-01", **ON}),
    ("/work-types/C0040284", ON),
    ("/tree", {"under": "4-13", **ON}),
    ("/concepts/C0005947", ON),
    ("/editions", {}),
    ("/correspondences/2022-draft-to-2022", {"source": "4-07*"}),
]


def item(concept, edition="2022"):
    return URIRef(f"{BASE}/concepts/{concept}?edition={edition}")


def graph_of(api, path, parameters, form="ttl"):
    answer = api.raw(path, {**parameters, "format": form})
    assert answer.status_code == 200, answer.content[:500]
    return Graph().parse(data=answer.content, format={"ttl": "turtle", "jsonld": "json-ld"}[form])


def one(graph, subject, predicate):
    [value] = graph.objects(subject, predicate)
    return value


def named(graph, subject, predicate=SKOS.prefLabel):
    return {label.language: str(label) for label in graph.objects(subject, predicate)}


@pytest.mark.parametrize(("path", "parameters"), PATHS)
def test_both_forms_are_one_graph(api, path, parameters):
    one, other = (graph_of(api, path, parameters, form) for form in ("ttl", "jsonld"))
    assert len(one) > 20
    about = URIRef(f"{BASE}{path}")
    for graph in (one, other):  # the address that was asked for names the form
        for subject in [s for s in graph.subjects() if "format=" in str(s)]:
            graph.remove((subject, None, None))
            graph.add((about, RDF.type, OWL.Thing))
    assert isomorphic(one, other)


@pytest.mark.parametrize("path", ["/occupations", "/groups"])
def test_items_say_what_json_says(api, path):
    asked = {"under": "4", "page_size": 5000, **ON}
    rows = api.get(path, **asked)["results"]
    graph = graph_of(api, path, {"under": "4", **ON})
    concepts = set(graph.subjects(SKOS.notation))
    assert concepts == {item(row["concept"]) for row in rows if row["code"]}
    for row in rows:
        subject = item(row["concept"])
        assert list(map(str, graph.objects(subject, SKOS.notation))) == [row["code"]] if row["code"] else True
        expected = {"zh": row["name_zh"], "en": row["name_en"]}
        assert named(graph, subject) == {tag: name for tag, name in expected.items() if name}
        assert one(graph, subject, SKOS.broader) == item(row["parent"]["concept"])
        assert one(graph, subject, DCTERMS.isVersionOf) == URIRef(f"{BASE}/concepts/{row['concept']}")
        assert one(graph, subject, DCTERMS.valid).startswith(f"start={row['valid_from']};")
        level = URIRef(f"{EDITION}#level-{row['level']}")
        assert (level, SKOS.member, subject) in graph
        for mark in ("digital", "green"):
            assert ((URIRef(f"{EDITION}#{mark}"), SKOS.member, subject) in graph) == bool(row[mark])
        assert {str(uri) for uri in graph.objects(subject, DCTERMS.source)} == {
            f"{BASE}/sources/{source['id']}" for source in row["sources"]
        }
        below = {str(s) for s in graph.subjects(SKOS.broader, subject)}
        assert below >= {str(item(work_type["concept"])) for work_type in row.get("work_types", [])}


def test_an_edition_has_four_levels_in_order(api):
    graph = graph_of(api, "/groups", {"level": 1, **ON})
    assert (EDITION, RDF.type, SKOS.ConceptScheme) in graph
    levels = list(Collection(graph, one(graph, EDITION, XKOS.levels)))
    assert levels == [URIRef(f"{EDITION}#level-{level}") for level in (1, 2, 3, 4)]
    assert [one(graph, level, XKOS.depth).value for level in levels] == [1, 2, 3, 4]
    assert one(graph, EDITION, XKOS.numberOfLevels).value == 4
    assert all((level, RDF.type, XKOS.ClassificationLevel) in graph for level in levels)
    assert len(list(graph.objects(levels[0], SKOS.member))) == 8
    assert len(list(graph.subjects(SKOS.topConceptOf, EDITION))) == 8


def test_the_end_of_a_period_is_its_last_day(api):
    graph = graph_of(api, "/editions", {})
    assert "end=2022-09-27;" in one(graph, URIRef(f"{BASE}/editions/2015"), DCTERMS.valid)


def test_a_tree_hangs_together(api):
    [top] = api.get("/tree", under="4-13", **ON)["results"]
    graph = graph_of(api, "/tree", {"under": "4-13", **ON})
    open_ = [top]
    while open_:
        node = open_.pop()
        below = set(graph.subjects(SKOS.broader, item(node["concept"])))
        assert below == {item(child["concept"]) for child in node["children"]}
        open_ += node["children"]


def test_a_concept_is_one_identity_with_a_version_in_each_edition(api):
    body = api.get("/concepts/C0005947", **ON)
    graph = graph_of(api, "/concepts/C0005947", ON)
    identity = URIRef(f"{BASE}/concepts/C0005947")
    versions = set(graph.objects(identity, DCTERMS.hasVersion))
    assert versions == {item("C0005947", period["edition"]) for period in body["periods"]}
    notes = [str(note) for version in versions for note in graph.objects(version, SKOS.historyNote)]
    assert len(notes) == len(body["periods"])
    assert {str(one(graph, version, SKOS.notation)) for version in versions} == {"4-01-02-07", "4-01-06-02"}


def test_a_correspondence_has_an_association_for_every_row(api):
    path, asked = "/correspondences/2022-draft-to-2022", {"source": "4-07*"}
    rows = api.get(path, page_size=5000, **asked)["results"]
    graph = graph_of(api, path, asked)
    table = URIRef(f"{BASE}{path}")
    assert (table, RDF.type, XKOS.Correspondence) in graph
    compared = set(graph.objects(table, XKOS.compares))
    assert compared == {URIRef(f"{BASE}/editions/{edition}") for edition in ("2022-draft", "2022")}
    found = set()
    for association in graph.objects(table, XKOS.madeOf):
        assert (association, RDF.type, XKOS.ConceptAssociation) in graph
        ends = [next(graph.objects(association, XKOS[name]), None) for name in ("sourceConcept", "targetConcept")]
        found.add((*ends, str(one(graph, association, DCTERMS.type))))
    assert found == {
        (
            row["source"] and item(row["source"]["concept"], "2022-draft"),
            row["target"] and item(row["target"]["concept"], "2022"),
            row["relation"],
        )
        for row in rows
    }
    split = [pair for pair in found if pair[2] == "narrower"]
    assert len(split) == 2


def test_the_answer_says_what_it_is_valid_for(api):
    meta = api.get("/groups", level=1, **ON)["meta"]
    graph = graph_of(api, "/groups", {"level": 1, **ON})
    [about] = graph.subjects(OWL.versionInfo)
    assert str(one(graph, about, OWL.versionInfo)) == str(meta["revision"])
    assert str(one(graph, about, DCTERMS.valid)) == "2026-11-21"
    assert one(graph, about, DCTERMS.subject) == EDITION


def test_uris_do_not_depend_on_who_is_asked(api, settings):
    settings.PUBLIC_URL = "https://registry.example"
    graph = graph_of(api, "/occupations/4-01-06-02", ON)
    subjects = {str(subject) for subject in graph.subjects() if isinstance(subject, URIRef)}
    assert all(subject.startswith("https://registry.example/api/v1/") for subject in subjects)


TEXTS = ['a "quoted" name', "back\\slash", "two\nlines\r\t", "名称 😀", "ends with \\", "'''", '"""', "\x07"]


@pytest.mark.parametrize("text", TEXTS)
def test_no_text_breaks_out_of_turtle(text):
    label = {"@value": text, "@language": "zh"}
    nodes = [{"@id": 'http://x/<a b>"{}|^`\\', "skos:prefLabel": [label], "skos:note": text}]
    graph = Graph().parse(data=turtle(nodes), format="turtle")
    [subject] = set(graph.subjects())
    assert one(graph, subject, SKOS.prefLabel) == Literal(text, lang="zh")
    assert one(graph, subject, SKOS.note) == Literal(text)
    read = Graph().parse(data=json_ld([{**nodes[0], "@id": "http://x/a"}]), format="json-ld")
    assert one(read, URIRef("http://x/a"), SKOS.note) == Literal(text)
