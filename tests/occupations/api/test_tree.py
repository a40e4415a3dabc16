"""GET /tree."""

import pytest


def shape(node):
    """A major group's code, and how many nodes it has on each level below."""
    medium = node["children"]
    minor = [child for parent in medium for child in parent["children"]]
    occupations = [child for parent in minor for child in parent["children"]]
    return node["code"], len(medium), len(minor), len(occupations)


@pytest.mark.parametrize(
    ("parameters", "shapes"),
    [
        (
            {"edition": "2022", "on": "2022-09-28"},
            [
                ("1", 6, 16, 25),
                ("2", 11, 125, 492),
                ("3", 4, 12, 36),
                ("4", 15, 96, 356),
                ("5", 6, 24, 54),
                ("6", 32, 172, 671),
                ("7", 4, 4, 4),
                ("8", 1, 1, 1),
            ],
        ),
        (
            {"on": "2026-11-21"},
            [
                ("1", 6, 16, 25),
                ("2", 11, 125, 496),
                ("3", 4, 12, 36),
                ("4", 15, 96, 379),
                ("5", 6, 24, 56),
                ("6", 32, 172, 678),
                ("7", 4, 4, 4),
                ("8", 1, 1, 1),
            ],
        ),
    ],
)
def test_it_works(api, parameters, shapes):
    shown = [shape(node) for node in api.get("/tree", **parameters)["results"]]
    assert shown == shapes
    assert [len(shown), sum(s[1] for s in shown), sum(s[2] for s in shown)] == [8, 79, 450]


def test_children_hang_below_their_parent_in_order(api):
    def check(node):
        codes = [child["code"] for child in node["children"]]
        assert codes == sorted(codes)
        assert len(codes) == node["children_count"]
        for child in node["children"]:
            assert child["code"].rpartition("-")[0] == node["code"]
            assert child["level"] == node["level"] + 1
            check(child)

    for major in api.get("/tree", on="2022-09-28")["results"]:
        check(major)


@pytest.mark.parametrize(
    ("parameters", "unplaced"),
    [
        ({"on": "2026-09-08"}, 0),
        ({"on": "2026-09-09"}, 8),
        ({"edition": "2022-draft"}, 0),
        ({"edition": "2015"}, 59),
        ({"on": "2021-01-01"}, 41),
    ],
)
def test_what_has_no_place_is_counted(api, parameters, unplaced):
    assert api.get("/tree", depth=1, **parameters)["meta"]["unplaced"] == unplaced


def test_what_has_no_code_is_absent(api):
    concepts = {row["concept"] for row in api.get("/occupations", batch=8, on="2026-11-21")["results"]}
    answer = api.raw("/tree", {"on": "2026-11-21"}).content.decode()
    assert len(concepts) == 8
    assert not [concept for concept in concepts if concept in answer]


@pytest.mark.parametrize(("depth", "levels"), [(1, {1}), (2, {1, 2}), (3, {1, 2, 3}), (4, {1, 2, 3, 4})])
def test_depth_limits_what_is_shown_but_not_what_is_counted(api, depth, levels):
    [major] = api.get("/tree", under="4", on="2026-11-21", depth=depth)["results"]
    shown, nodes = set(), [major]
    while nodes:
        shown |= {node["level"] for node in nodes}
        nodes = [child for node in nodes for child in node["children"]]
    assert shown == levels
    assert major["children_count"] == 15


@pytest.mark.parametrize(
    ("under", "children"),
    [
        ("4-01-06", ["4-01-06-01", "4-01-06-02", "4-01-06-03"]),
        ("4-01-06-02", []),
        ("8", ["8-00"]),
    ],
)
def test_under_begins_with_one_node(api, under, children):
    [top] = api.get("/tree", under=under, on="2026-11-21")["results"]
    assert top["code"] == under
    assert [child["code"] for child in top["children"]] == children


@pytest.mark.parametrize(
    ("parameters", "slug"),
    [
        ({"under": "4-77"}, "unknown-code"),
        ({"under": "4-01", "on": "2021-01-01"}, "not-held"),
        ({"under": "4-01-02-07", "on": "2026-11-21"}, "not-valid"),
        ({"under": "4*"}, "malformed-parameter"),
        ({"under": "C0005947"}, "malformed-parameter"),
        ({"depth": "0"}, "malformed-parameter"),
        ({"depth": "5"}, "malformed-parameter"),
        ({"depth": "１"}, "malformed-parameter"),
        ({"page_size": "10"}, "unknown-parameter"),
        ({"digital": "true"}, "unknown-parameter"),
    ],
)
def test_what_cannot_be_shown(api, parameters, slug):
    api.problem("/tree", slug, **parameters)


def test_a_day_without_groups_has_an_empty_tree(api):
    body = api.get("/tree", on="2022-09-27")
    assert body["results"] == []
    assert body["meta"]["coverage"] == "partial"
