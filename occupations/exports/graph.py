"""Nodes as text: JSON-LD as they are, and Turtle (W3C) written from the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from occupations.exports.vocabulary import PREFIXES, Node

JSON_LD, TURTLE = "application/ld+json", "text/turtle"
# What may not stand in an IRI between angle brackets.
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def json_ld(nodes: Iterable[Node]) -> bytes:
    return json.dumps({"@context": PREFIXES, "@graph": list(nodes)}, ensure_ascii=False, default=str).encode()


def turtle(nodes: Iterable[Node]) -> bytes:
    return "".join(turtle_lines(nodes)).encode()


def turtle_lines(nodes: Iterable[Node]) -> Iterator[str]:
    for prefix, namespace in PREFIXES.items():
        yield f"@prefix {prefix}: <{namespace}> .\n"
    for node in nodes:
        statements = [
            f"{'a' if name == '@type' else name} {', '.join(_values(name, value))}"
            for name, value in node.items()
            if name != "@id"
        ]
        if statements:
            yield f"\n{_iri(node['@id'])}\n    " + " ;\n    ".join(statements) + " .\n"


def _values(name: str, value: Any) -> Iterator[str]:
    for part in value if isinstance(value, list) else [value]:
        yield part if name == "@type" else _term(part)


def _term(value: Any) -> str:
    match value:
        case {"@id": uri}:
            return _iri(uri)
        case {"@list": members}:
            return f"( {' '.join(map(_term, members))} )"
        case {"@value": text, "@language": language}:
            return f"{_quoted(text)}@{language}"
        case {"@value": text, "@type": kind}:
            return f"{_quoted(text)}^^{kind}"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case _:
            return _quoted(str(value))


def _iri(uri: str) -> str:
    return f"<{_NOT_IN_IRI.sub(lambda found: f'%{ord(found[0]):02X}', uri)}>"


def _quoted(text: str) -> str:
    return '"' + re.sub(r'[\\"\n\r\t]', lambda found: _ESCAPED[found[0]], text) + '"'
