"""Addresses and words of the linked data: under which URIs things stand, and what SKOS and XKOS call them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings

from occupations import validity

Node = dict[str, Any]
"""A JSON-LD node: ``@id``, ``@type``, and prefixed names with their values."""
PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xkos": "http://rdf-vocabulary.ddialliance.org/xkos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LEVELS = {
    1: ("大类", "Major groups", "^[1-8]$"),
    2: ("中类", "Medium groups", r"^[1-8]-\d\d$"),
    3: ("小类", "Minor groups", r"^[1-8](-\d\d){2}$"),
    4: ("职业（细类）", "Occupations", r"^[1-8](-\d\d){3}$"),
}
MARKS = {"digital": ("数字职业", "Digital occupations"), "green": ("绿色职业", "Green occupations")}


def address(path: str) -> str:
    """The URI of what stands at a path of the API: the same whichever host was asked."""
    return f"{settings.PUBLIC_URL}/api/v1{path}"


def edition_uri(edition: str) -> str:
    return address(f"/editions/{edition}")


def concept_uri(concept: str) -> str:
    """The identity, which stays when code, name or edition change."""
    return address(f"/concepts/{concept}")


def item_uri(concept: str, edition: str) -> str:
    """What a concept is in one edition: what has a code there, and corresponds to something in another."""
    return address(f"/concepts/{concept}?edition={edition}")


def source_uri(source: str) -> str:
    return address(f"/sources/{source}")


def link(uri: str) -> Node:
    return {"@id": uri}


def labels(zh: str | None, en: str | None) -> list[Node]:
    return [{"@value": text, "@language": tag} for text, tag in ((zh, "zh"), (en, "en")) if text]


def day(text: Any) -> Node | None:
    return {"@value": str(text), "@type": "xsd:date"} if text else None


def period(valid_from: Any, valid_to: Any) -> Node | None:
    """A DCMI period, of which both ends are inclusive."""
    if not valid_from:
        return None
    end = validity.last_day(date.fromisoformat(str(valid_to))) if valid_to else None
    text = f"start={valid_from}; " + (f"end={end}; " if end else "") + "scheme=W3C-DTF;"
    return {"@value": text, "@type": "dcterms:Period"}


def without_nothing(node: Node) -> Node:
    """A node without what it has no value for."""
    return {name: value for name, value in node.items() if value not in (None, [])}


def sources(cited: Iterable[dict[str, Any]]) -> list[Node]:
    """The documents that are cited, each described once."""
    found = {source["id"]: source for source in cited}
    return [
        without_nothing(
            {
                "@id": source_uri(slug),
                "@type": "dcterms:BibliographicResource",
                "dcterms:title": labels(source["title_zh"], None),
                "dcterms:identifier": source["document_number"],
                "dcterms:issued": day(source["issued_on"]),
            }
        )
        for slug, source in sorted(found.items())
    ]
