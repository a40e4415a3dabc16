"""The classification as a tree, whole or from one group downwards."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from occupations import codes
from occupations.answers.lifelines import missing_code
from occupations.answers.scope import Scope
from occupations.models import Item


def describe_tree(scope: Scope, *, under: str | None, depth: int) -> tuple[list[dict[str, Any]], int]:
    """The nodes at the top, each with its children ``depth`` levels down; and how many items have no place.

    An item whose code and parent are not known has no place in the tree. Raises Missing for ``under``.
    """
    rows = (
        Item.objects.as_of(scope.as_of)
        .filter(scheme=scope.scheme)
        .order_by("code", "concept")
        .values("concept_id", "parent_id", "code", "level", "name_zh", "name_en", "digital", "green")
    )
    nodes: dict[str, dict[str, Any]] = {}
    parents: dict[str, str | None] = {}
    unplaced = 0
    for row in rows:
        concept, parent = row.pop("concept_id"), row.pop("parent_id")
        nodes[concept] = {"concept": concept, **row}
        if parent is None and row["level"] > codes.MAJOR:
            unplaced += 1
        else:
            parents[concept] = parent
    children: dict[str | None, list[str]] = defaultdict(list)
    for concept, parent in parents.items():
        children[parent].append(concept)
    if under is None:
        top = children[None]
    else:
        top = [concept for concept, node in nodes.items() if node["code"] == under]
        if not top:
            raise missing_code(under, scope)
    return [_node(nodes, children, concept, depth) for concept in top], unplaced


def _node(nodes: dict[str, Any], children: dict[str | None, list[str]], concept: str, depth: int) -> dict[str, Any]:
    below = [_node(nodes, children, child, depth - 1) for child in children[concept]] if depth > 1 else []
    return {**nodes[concept], "children_count": len(children[concept]), "children": below}
