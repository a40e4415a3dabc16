"""Answers as linked data: which statements of SKOS and XKOS each kind of answer makes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from occupations.exports.vocabulary import (
    LEVELS,
    MARKS,
    Node,
    address,
    concept_uri,
    day,
    edition_uri,
    item_uri,
    labels,
    link,
    period,
    source_uri,
    sources,
    without_nothing,
)

Body = dict[str, Any]


def describe_answer(body: Body, uri: str) -> list[Node]:
    """The answer itself: the day and the revision it is valid for, under which licence."""
    meta = body["meta"]
    return [
        without_nothing(
            {
                "@id": uri,
                "dcterms:valid": day(meta.get("on")),
                "dcterms:modified": {"@value": meta["known_at"], "@type": "xsd:dateTime"},
                "dcterms:rights": meta["licence"],
                "owl:versionInfo": str(meta["revision"]),
                "dcterms:subject": link(edition_uri(meta["edition"])) if "edition" in meta else None,
            }
        )
    ]


def items(body: Body) -> list[Node]:
    """Groups and occupations, with their work types."""
    edition, found = body["meta"]["edition"], []
    rows = body.get("results", [body])
    for row in rows:
        found.append(_item(row, edition, row["parent"] and row["parent"]["concept"]))
        found += [_work_type(work_type, edition, row["concept"]) for work_type in row.get("work_types", [])]
    return [*_scheme(edition, rows), *found, *sources(source for row in rows for source in row["sources"])]


def work_types(body: Body) -> list[Node]:
    edition = body["meta"]["edition"]
    rows = body.get("results", [body])
    found = [_work_type(row, edition, row["occupation"] and row["occupation"]["concept"]) for row in rows]
    return [*_scheme(edition, []), *found, *sources(source for row in rows for source in row["sources"])]


def tree(body: Body) -> list[Node]:
    """The classification from above: every node under its parent."""
    edition, found = body["meta"]["edition"], []
    open_: list[tuple[Any, str | None]] = [(node, None) for node in body["results"]]
    rows = []
    while open_:
        node, above = open_.pop(0)
        rows.append(node)
        found.append(_item(node, edition, above))
        open_ += [(child, node["concept"]) for child in node["children"]]
    return [*_scheme(edition, rows), *found]


def concept(body: Body) -> list[Node]:
    """An identity, and what it is and was in each edition."""
    found: list[Node] = []
    for edition in dict.fromkeys(row["edition"] for row in body["periods"]):
        of_edition = [row for row in body["periods"] if row["edition"] == edition]
        last = of_edition[-1]
        found.append(
            without_nothing(
                {
                    **_item({**last, "concept": body["concept"]}, edition, last["occupation"]),
                    "skos:historyNote": [
                        f"{row['valid_from']}/{row['valid_to'] or ''} {row['code'] or '-'} {row['name_zh'] or '-'}"
                        for row in of_edition
                    ],
                }
            )
        )
    identity = {
        "@id": concept_uri(body["concept"]),
        "@type": "skos:Concept",
        "dcterms:identifier": body["concept"],
        "dcterms:hasVersion": [link(node["@id"]) for node in found],
        "dcterms:replaces": [link(concept_uri(row["concept"])) for row in body["predecessors"]],
        "dcterms:isReplacedBy": [link(concept_uri(row["concept"])) for row in body["successors"]],
    }
    cited = sources(source for row in body["periods"] for source in row["sources"])
    return [without_nothing(identity), *found, *cited]


def correspondence(body: Body) -> list[Node]:
    """A table: one association for each source, or for each target that nothing leads to."""
    meta = body["meta"]
    source, target = meta["source"]["edition"], meta["target"]["edition"]
    table = address(f"/correspondences/{body['id']}")
    found: dict[str, Node] = {}
    for row in body["results"]:
        ends = (row["source"] and row["source"]["concept"], row["target"] and row["target"]["concept"])
        uri = f"{table}#{ends[0] or ''}-{ends[1] or ''}"
        found[uri] = without_nothing(
            {
                "@id": uri,
                "@type": "xkos:ConceptAssociation",
                "xkos:sourceConcept": link(item_uri(ends[0], source)) if ends[0] else None,
                "xkos:targetConcept": link(item_uri(ends[1], target)) if ends[1] else None,
                "dcterms:type": row["relation"],
                "dcterms:source": [link(source_uri(document["id"])) for document in row["sources"]],
            }
        )
    places = [(row["source"], source) for row in body["results"]] + [(row["target"], target) for row in body["results"]]
    named = {item_uri(place["concept"], edition): _item(place, edition, None) for place, edition in places if place}
    whole = {
        "@id": table,
        "@type": "xkos:Correspondence",
        "xkos:compares": [link(edition_uri(source)), link(edition_uri(target))],
        "xkos:madeOf": [link(uri) for uri in found],
    }
    schemes = [{"@id": edition_uri(edition), "@type": "skos:ConceptScheme"} for edition in (source, target)]
    return [
        *schemes,
        without_nothing(whole),
        *found.values(),
        *named.values(),
        *sources(document for row in body["results"] for document in row["sources"]),
    ]


def editions(body: Body) -> list[Node]:
    return [
        without_nothing(
            {
                **_scheme(row["edition"], [])[0],
                "dcterms:title": labels(row["title_zh"], row["title_en"]),
                "dcterms:valid": period(row["valid_from"], row["valid_to"]),
                "dcterms:source": [link(source_uri(source["id"])) for source in row["sources"]],
            }
        )
        for row in body.get("results", [body])
    ] + sources(source for row in body.get("results", [body]) for source in row["sources"])


KINDS: dict[str, Callable[[Body], list[Node]]] = {
    "items": items,
    "work_types": work_types,
    "tree": tree,
    "concept": concept,
    "correspondence": correspondence,
    "editions": editions,
}


def _scheme(edition: str, rows: Iterable[dict[str, Any]]) -> list[Node]:
    """An edition as a concept scheme with its levels, and which of the rows are on each."""
    uri = edition_uri(edition)
    members: dict[str, list[Node]] = defaultdict(list)
    for row in rows:
        members[f"level-{row['level']}"].append(link(item_uri(row["concept"], edition)))
        for mark in MARKS:
            if row[mark]:
                members[mark].append(link(item_uri(row["concept"], edition)))
    scheme = {
        "@id": uri,
        "@type": "skos:ConceptScheme",
        "dcterms:identifier": edition,
        "xkos:numberOfLevels": len(LEVELS),
        "xkos:levels": {"@list": [link(f"{uri}#level-{level}") for level in LEVELS]},
    }
    levels = [
        {
            "@id": f"{uri}#level-{level}",
            "@type": "xkos:ClassificationLevel",
            "skos:prefLabel": labels(zh, en),
            "xkos:depth": level,
            "xkos:notationPattern": pattern,
            "skos:member": members[f"level-{level}"],
        }
        for level, (zh, en, pattern) in LEVELS.items()
    ]
    marks = [
        {
            "@id": f"{uri}#{mark}",
            "@type": "skos:Collection",
            "skos:prefLabel": labels(*names),
            "skos:member": members[mark],
        }
        for mark, names in MARKS.items()
        if members[mark]
    ]
    return [scheme, *map(without_nothing, levels), *marks]


def _item(row: dict[str, Any], edition: str, above: str | None) -> Node:
    scheme = edition_uri(edition)
    return without_nothing(
        {
            "@id": item_uri(row["concept"], edition),
            "@type": "skos:Concept",
            "skos:inScheme": link(scheme),
            "skos:topConceptOf": link(scheme) if row.get("level") == 1 else None,
            "skos:notation": row["code"],
            "skos:prefLabel": labels(row["name_zh"], row["name_en"]),
            "skos:definition": labels(row.get("definition_zh"), row.get("definition_en")),
            "skos:broader": link(item_uri(above, edition)) if above else None,
            "skos:scopeNote": row.get("known_gap"),
            "dcterms:isVersionOf": link(concept_uri(row["concept"])),
            "dcterms:valid": period(row.get("valid_from"), row.get("valid_to")),
            "dcterms:source": [link(source_uri(source["id"])) for source in row.get("sources", [])],
        }
    )


def _work_type(row: dict[str, Any], edition: str, occupation: str | None) -> Node:
    return without_nothing(
        {
            **_item({**row, "code": None}, edition, occupation),
            "skos:altLabel": [{"@value": name, "@language": "zh"} for name in row["former_names_zh"]],
            "dcterms:type": "work_type",
        }
    )
