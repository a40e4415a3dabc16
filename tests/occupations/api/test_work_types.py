"""GET /work-types and /work-types/{id}."""

import pytest


def test_it_works(api):
    body = api.get("/work-types/C0002414", on="2026-11-21")
    assert (body["name_zh"], body["edition"]) == ("直播销售员", "2022")
    assert (body["occupation"]["code"], body["occupation"]["name_zh"]) == ("4-01-06-02", "互联网营销师")
    assert (body["introduced_by"]["batch"], body["introduced_by"]["kind"]) == (3, "new_work_type")


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({"on": "2022-09-28"}, 2963),
        ({"on": "2024-07-30"}, 2963),
        ({"on": "2026-11-21"}, 3035),
        ({"edition": "2022-draft"}, 0),
        ({"on": "2015-01-01"}, 0),
        ({"on": "2021-01-01", "q": "直播销售员"}, 1),
        ({"on": "2020-07-05", "q": "直播销售员"}, 0),
        ({"on": "2026-11-21", "q": "选品员"}, 1),
        ({"on": "2026-11-21", "q": "生活服务体验员"}, 1),
        ({"on": "2024-07-30", "q": "生活服务体验员"}, 0),
        ({"on": "2026-11-21", "q": "%"}, 0),
        ({"on": "2026-11-21", "under": "4-01-06-02"}, 5),
        ({"on": "2020-07-06", "under": "4-01-02-07"}, 1),
        ({"on": "2026-11-21", "under": "4-01"}, 25),
        ({"on": "2026-11-21", "under": "8"}, 0),
    ],
)
def test_how_many_there_are(api, parameters, count):
    assert api.get("/work-types", page_size=1, **parameters)["count"] == count


def test_those_under_a_group_belong_to_its_occupations(api):
    rows = api.get("/work-types", under="4-01", on="2026-11-21")["results"]
    assert {row["occupation"]["code"][:4] for row in rows} == {"4-01"}


def test_an_occupation_and_the_list_tell_the_same(api):
    listed = api.get("/work-types", under="4-01-06-02", on="2026-11-21")["results"]
    told = api.get("/occupations/4-01-06-02", on="2026-11-21")["work_types"]
    for row in told:
        [same] = [w for w in listed if w["concept"] == row["concept"]]
        assert row == {name: same[name] for name in row}
    assert len(listed) == len(told)


def test_what_is_known_from_the_draft_only_says_so(api):
    [row] = api.get("/work-types", q="商品选品员", on="2026-11-21")["results"]
    assert row["confidence"] == "medium"
    assert [source["id"] for source in row["sources"]] == ["dictionary-2022-draft"]
    assert row["former_names_zh"] == ["选品员"]


@pytest.mark.parametrize(
    ("ordering", "first", "last"),
    [
        ("name_zh", "C0002262", "C0014860"),
        ("-name_zh", "C0014860", "C0002262"),
        ("valid_from", "C0000025", "C0019817"),
        ("-valid_from", "C0003023", "C0052621"),
    ],
)
def test_orders_are_the_same_on_every_database(api, ordering, first, last):
    rows = api.get("/work-types", ordering=ordering, on="2026-11-21", page_size=5000)["results"]
    assert (rows[0]["concept"], rows[-1]["concept"]) == (first, last)
    key = ordering.removeprefix("-")
    assert [row[key] for row in rows] == sorted((row[key] for row in rows), reverse=ordering != key)


def test_a_work_type_without_a_known_occupation_says_so(api):
    [row] = api.get("/work-types", q="社区工作者", on="2026-11-21")["results"]
    assert row["occupation"] is None
    assert row["known_gap"]


def test_an_occupation_not_held_that_day_is_named_by_its_concept_alone(api):
    [row] = api.get("/work-types", q="劳务派遣管理员", on="2021-01-01")["results"]
    assert row["occupation"] == {"concept": "C0049222", "code": None, "name_zh": None, "name_en": None}


@pytest.mark.parametrize(
    ("path", "parameters", "slug"),
    [
        ("/C0002414", {"on": "2020-07-05"}, "unknown-concept"),
        ("/C0005947", {}, "unknown-concept"),
        ("/C9999999", {}, "unknown-concept"),
        ("/C000241", {}, "malformed-parameter"),
        ("/直播销售员", {}, "malformed-parameter"),
        ("", {"under": "4-01-02-07", "on": "2026-11-21"}, "not-valid"),
        ("", {"under": "4-77"}, "unknown-code"),
        ("", {"under": "9"}, "malformed-parameter"),
        ("", {"ordering": "code"}, "malformed-parameter"),
        ("", {"q": "x" * 101}, "malformed-parameter"),
        ("", {"digital": "true"}, "unknown-parameter"),
    ],
)
def test_what_is_not_there(api, path, parameters, slug):
    api.problem(f"/work-types{path}", slug, **parameters)


@pytest.mark.parametrize(("batch", "on", "count"), [(6, "2026-11-21", 28), (7, "2026-11-21", 42), (3, "2021-01-01", 5)])
def test_the_work_types_of_a_batch(api, batch, on, count):
    assert api.get("/work-types", batch=batch, on=on)["count"] == count
    api.problem("/work-types", "unknown-batch", batch=9)
