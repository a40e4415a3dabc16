"""POST /codes/migrate."""

from __future__ import annotations

import json
import tracemalloc
from collections import Counter, defaultdict
from datetime import date

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from occupations.actions.batches import announce_batch
from occupations.actions.revise import LOADER
from occupations.answers.migration import OUTCOMES, REMEMBERED, Migration
from occupations.answers.scope import resolve
from occupations.models import Item, Revision, Scheme
from tests import world

TODAY = date(2026, 11, 21)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_that_day")]


@pytest.fixture
def _on_that_day():
    with time_machine.travel("2026-11-21T12:00:00+08:00", tick=False):
        yield


def migrate(api, *records, to=None, **parameters):
    query = "&".join(f"{name}={value}" for name, value in ({"to": to} if to else {} | parameters).items())
    return api.post(f"/codes/migrate?lang=en&{query}".rstrip("&"), list(records))["results"]


def one(api, record, **parameters):
    [result] = migrate(api, record, **parameters)
    return result


def told(result):
    return result["outcome"], result["reason"], [target["code"] for target in result["targets"]]


def every_code():
    """Every code ever held, with the first day of each stretch; of the draft, with the edition."""
    rows = Item.objects.current().exclude(code=None).order_by("edition", "code", "valid_from")
    return [
        {"code": row.code, "edition": row.edition_id}
        if row.scheme_id != Scheme.NATIONAL
        else {"code": row.code, "on": row.valid_from.isoformat()}
        for row in rows.filter(scheme__in=("cn", "cn-2022-draft"))
    ]


def migration(**target):
    latest = Revision.objects.latest("number")
    asked = {"edition": None, "on": None, "known_at": latest.recorded_at.isoformat(), **target}
    return Migration(resolve(**asked, revision=latest.number, today=TODAY, known_on=TODAY))


def test_it_works(api):
    result = one(api, {"code": "4-01-02-07", "on": "2021-01-01", "id": "row 1"})
    assert told(result) == ("recoded", None, ["4-01-06-02"])
    assert result["input"] == {"code": "4-01-02-07", "on": "2021-01-01", "id": "row 1"}
    [step] = result["path"]
    assert (step["effective_on"], step["kinds"], step["edition"]) == ("2022-09-28", ["recoded"], "2022")
    assert [source["id"] for source in step["sources"]] == ["dictionary-2022"]
    assert result["source"]["concept"] == result["targets"][0]["concept"] == "C0005947"


def test_a_reused_code_without_a_day_is_ambiguous_and_a_name_settles_it(api):
    result = one(api, {"code": "4-02-07-10"})
    assert told(result) == ("ambiguous", "code-reused", [])
    assert [c["name_zh"] for c in result["candidates"]] == ["网约配送员", "国际快递业务师"]
    assert told(one(api, {"code": "4-02-07-10", "name": " 网约配送员 "})) == ("recoded", None, ["4-10-08-01"])
    assert told(one(api, {"code": "4-02-07-10", "name": "国际快递业务师"})) == ("kept", None, ["4-02-07-10"])
    assert told(one(api, {"code": "4-02-07-10", "on": "2021-01-01"})) == ("recoded", None, ["4-10-08-01"])
    assert told(one(api, {"code": "4-02-07-10", "edition": "2022"})) == ("kept", None, ["4-02-07-10"])


def test_a_name_that_does_not_fit_is_not_overruled(api):
    result = one(api, {"code": "4-01-06-02", "on": "2026-01-01", "name": "网络主播"})
    assert told(result) == ("ambiguous", "name-differs", [])
    assert [c["code"] for c in result["candidates"]] == ["4-01-06-02", "4-13-01-10"]


def test_a_former_name_fits(api):
    record = {"code": "4-13-04-04", "name": "研学旅行指导师"}
    assert told(one(api, record)) == ("renamed", None, ["4-13-04-04"])
    assert one(api, record)["path"][0]["batch"] == 6
    assert told(one(api, {"code": "4-13-04-04", "edition": "2022", **record})) == ("renamed", None, ["4-13-04-04"])
    assert told(one(api, {"code": "3-01-04-01", "name": "村和社区工作者"})) == ("renamed", None, ["3-01-04-01"])
    assert told(one(api, {**record, "on": "2023-01-01"})) == ("renamed", None, ["4-13-04-04"])
    assert one(api, {**record, "on": "2023-01-01"})["path"][0]["batch"] == 6


@pytest.mark.parametrize(
    ("record", "to", "expected"),
    [
        ({"code": "4-07-03-06", "edition": "2022-draft"}, None, ("split", None, ["4-07-03-06", "4-07-03-07"])),
        ({"code": "4-07-03-07", "on": "2026-01-01"}, "2022-draft", ("merged", None, ["4-07-03-06"])),
        ({"code": "4-14-04-00", "on": "2019-01-01"}, None, ("split", None, ["4-14-04-01", "4-14-04-02", "4-14-04-03"])),
        ({"code": "4-08-05-07", "on": "2021-01-01"}, None, ("ended", "abolished", [])),
        ({"code": "4-08-05-07", "on": "2022-08-01"}, "2022-draft", ("ended", "not-in-draft", [])),
        ({"code": "4-13-01-10", "on": "2026-01-01"}, "2022", ("kept", None, ["4-13-01-10"])),
        ({"code": "4-13-01-10", "on": "2026-01-01"}, "2023-01-01", ("ended", "not-yet", [])),
        ({"code": "4-13-01-10", "on": "2026-01-01"}, "2015", ("ended", "not-yet", [])),
        ({"code": "1-01-00-01", "on": "2026-01-01"}, "2015", ("unknown", "partial-edition", [])),
        ({"code": "1-01-00-01", "on": "2021-01-01"}, None, ("unknown", "partial-edition", [])),
        ({"code": "1-01-00-01", "edition": "2015"}, None, ("unknown", "partial-edition", [])),
        ({"code": "4-13-01-10", "on": "2023-01-01"}, None, ("unknown", "not-valid", [])),
        ({"code": "4-99-99-99"}, None, ("unknown", "unknown-code", [])),
        ({"code": "2-02-32-00", "edition": "2022"}, None, ("recoded", None, ["2-02-32-01"])),
        ({"code": "4-04-04-06", "edition": "2022-draft"}, None, ("recoded", None, ["4-04-04-07"])),
        ({"code": "4-04-04-06", "edition": "2022-draft"}, "2023-01-01", ("ended", "abolished", [])),
        ({"code": "4-01", "on": "2022-09-28"}, None, ("kept", None, ["4-01"])),
        ({"code": "2-07-08", "edition": "2022-draft"}, None, ("recoded", None, ["2-07-09"])),
    ],
)
def test_every_outcome(api, record, to, expected):
    assert told(one(api, record, to=to)) == expected


def test_an_undated_code_says_what_it_was_read_as(api):
    result = one(api, {"code": "1-01-00-01"})
    assert (result["outcome"], result["remarks"], result["source"]["edition"]) == ("kept", ["undated"], "2022")
    assert one(api, {"code": "1-01-00-01", "edition": "2022"})["remarks"] == []


def test_every_code_ever_held_has_an_outcome_today():
    carry = migration()
    outcomes = Counter(carry.migrate(record)["outcome"] for record in every_code())
    assert outcomes == {"kept": 4378, "recoded": 51, "renamed": 9, "ended": 3, "split": 2}


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ({"edition": "2022-draft"}, {"kept": 4341, "ended": 42, "recoded": 49, "renamed": 8, "merged": 2, "split": 1}),
        ({"on": date(2023, 1, 1)}, {"kept": 4345, "recoded": 48, "ended": 40, "renamed": 8, "split": 2}),
        ({"edition": "2015"}, {"unknown": 4216, "kept": 109, "recoded": 62, "ended": 55, "split": 1}),
    ],
)
def test_every_code_ever_held_has_an_outcome_elsewhere(target, expected):
    carry = migration(**target)
    assert Counter(carry.migrate(record)["outcome"] for record in every_code()) == expected


def test_forth_and_back_returns_the_code_where_nothing_split_or_merged():
    """Over the whole data: every stretch to today and back to the day it was stored on."""
    forth = migration()
    back: dict[str, Migration] = {}
    returned = 0
    for record in every_code():
        there = forth.migrate(record)
        if there["outcome"] not in ("kept", "renamed", "recoded"):
            continue
        origin = json.dumps({name: record[name] for name in ("on", "edition") if name in record})
        if origin not in back:
            on = date.fromisoformat(record["on"]) if "on" in record else None
            back[origin] = migration(on=on, edition=record.get("edition"))
        [target] = there["targets"]
        again = back[origin].migrate({"code": target["code"], "on": TODAY.isoformat()})
        assert [place["code"] for place in again["targets"]] == [record["code"]], (record, there, again)
        returned += 1
    assert returned == 4438


def test_what_is_scheduled_is_carried_out_only_where_it_is_asked_for(api):
    change = world.change("recoded", "C0003179", "网络主播", former_code="4-13-01-10", code="4-13-01-77")
    batch = world.batch(9, date(2026, 12, 24), edition="2022")
    announce_batch(batch=batch, changes=[change], sources=[world.BOOK], by=LOADER, reason="scheduled")
    record = {"code": "4-13-01-10", "on": "2026-11-21"}
    assert told(one(api, record, to="2026-12-24")) == ("kept", None, ["4-13-01-10"])
    [result] = api.post("/codes/migrate?to=2026-12-24&include=scheduled", [record])["results"]
    assert told(result) == ("recoded", None, ["4-13-01-77"])
    assert [(step["batch"], step["scheduled"]) for step in result["path"]] == [(9, True)]
    with time_machine.travel("2026-12-24T00:00:00+08:00"):
        assert told(one(api, record)) == ("recoded", None, ["4-13-01-77"])


def test_what_is_to_come_is_not_what_was_stored(api):
    """A code that is to be renamed, and one that is to be used anew: what is stored without a day is today's."""
    changes = [
        world.change("renamed", "C0003179", "主播", 1, former_name_zh="网络主播"),
        world.change("recoded", "C0005947", "互联网营销师", 2, former_code="4-01-06-02", code="4-01-06-77"),
        world.change("new_occupation", world.concept(70), "店员", 3, code="4-01-06-02"),
    ]
    batch = world.batch(9, date(2026, 12, 24), edition="2022")
    announce_batch(batch=batch, changes=changes, sources=[world.BOOK], by=LOADER, reason="scheduled")
    ahead = "/codes/migrate?to=2026-12-24&include=scheduled"
    renamed, recoded = api.post(ahead, [{"code": "4-13-01-10"}, {"code": "4-01-06-02"}])["results"]
    assert told(renamed) == ("renamed", None, ["4-13-01-10"])
    assert told(recoded) == ("recoded", None, ["4-01-06-77"])


def test_an_answer_is_replayed_by_known_at(api):
    record = {"code": "4-13-01-10", "on": "2026-11-21"}
    before = api.post("/codes/migrate?lang=en", [record])
    change = world.change("recoded", "C0003179", "网络主播", former_code="4-13-01-10", code="4-13-01-77")
    batch = world.batch(9, date(2026, 11, 1), edition="2022")
    announce_batch(batch=batch, changes=[change], sources=[world.BOOK], by=LOADER, reason="late")
    assert told(one(api, {"code": "4-13-01-10", "on": "2026-10-01"})) == ("recoded", None, ["4-13-01-77"])
    meta = before["meta"]
    again = api.post(f"/codes/migrate?lang=en&to={meta['on']}&known_at={meta['known_at']}", [record])
    assert again == before


def test_a_merger_leads_into_the_one_that_took_it_in(api):
    """Three occupations of the real classification become one, by a batch of this test."""
    parts = {"4-13-01-10": "C0003179", "4-01-06-02": "C0005947"}
    names = {"4-13-01-10": "网络主播", "4-01-06-02": "互联网营销师"}
    whole = world.concept(50)
    changes = [world.change("new_occupation", whole, "网络营销员", code="4-01-06-90")]
    changes += [
        world.change("merged", concept, names[code], number=number, code=code, successors=(whole,))
        for number, (code, concept) in enumerate(parts.items(), start=2)
    ]
    batch = world.batch(9, date(2026, 11, 1), edition="2022")
    announce_batch(batch=batch, changes=changes, sources=[world.BOOK], by=LOADER, reason="merged")
    for code in parts:
        result = one(api, {"code": code, "on": "2026-10-01"})
        assert told(result) == ("merged", None, ["4-01-06-90"])
        assert [step["kinds"] for step in result["path"]] == [["merged"]]
    back = one(api, {"code": "4-01-06-90"}, to="2026-10-01")
    assert told(back) == ("split", None, ["4-01-06-02", "4-13-01-10"])


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        (5, [""]),
        (None, [""]),
        ({}, ["code"]),
        ({"code": 4}, ["code"]),
        ({"code": "4-1-2"}, ["code"]),
        ({"code": "9-01"}, ["code"]),
        ({"code": "4-01-06-02", "on": "2021-02-30"}, ["on"]),
        ({"code": "4-01-06-02", "on": 2021}, ["on"]),
        ({"code": "4-01-06-02", "on": "1999-01-01"}, ["on"]),
        ({"code": "4-01-06-02", "edition": "2008"}, ["edition"]),
        ({"code": "4-01-06-02", "edition": "2022", "on": "2021-01-01"}, ["on"]),
        ({"code": "4-01-06-02", "name": 5}, ["name"]),
        ({"code": "4-01-06-02", "name": "员" * 201}, ["name"]),
        ({"code": "4-01-06-02", "edtion": "2022"}, ["edtion"]),
        ({"code": "x", "on": "y", "z": 1}, ["z", "code", "on"]),
    ],
)
def test_a_bad_record_is_named_and_harms_no_other(api, record, fields):
    good = {"code": "4-01-06-02", "on": "2026-01-01"}
    first, bad, last = migrate(api, good, record, good)
    assert told(first) == told(last) == ("kept", None, ["4-01-06-02"])
    assert (bad["outcome"], bad["input"]) == ("invalid", record)
    assert [error["field"] for error in bad["errors"]] == fields


def test_what_a_table_leaves_empty_is_not_given(api):
    record = {"code": " ４-01-06-02 ", "on": "", "edition": "2022", "name": ""}
    assert told(one(api, record)) == ("kept", None, ["4-01-06-02"])


def test_half_a_character_is_refused(api):
    body = '[{"code": "4-01-06-02", "name": "\\ud800"}, {"code": "4-01"}]'
    bad, good = api.send("/codes/migrate", body).json()["results"]
    assert (bad["outcome"], bad["input"], good["outcome"]) == ("invalid", None, "kept")


@given(st.lists(st.recursive(st.none() | st.integers() | st.text(), lambda part: st.lists(part) | st.dictionaries(
    st.sampled_from(["code", "on", "edition", "name", "id", "x"]), part | st.sampled_from(["4-01-06-02", "2022"])
), max_leaves=8), max_size=5))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_nonsense_never_fails(records):
    carry = migration()
    for record in records:
        answer = carry.migrate(record)
        assert answer["outcome"] in OUTCOMES
        assert (answer["outcome"] == "invalid") == bool(answer["errors"])


@pytest.mark.parametrize(
    ("body", "content_type", "status", "slug"),
    [
        ("{", "application/json", 400, "malformed-body"),
        ("{}", "application/json", 400, "malformed-body"),
        ("[NaN]", "application/json", 400, "malformed-body"),
        ('[{"code": "4", "id": 1e999}]', "application/json", 400, "malformed-body"),
        ("[" * 100_000, "application/json", 400, "malformed-body"),
        (b"\xff\xfe", "application/json", 400, "malformed-body"),
        (json.dumps([{"code": "4"}] * 5001), "application/json", 400, "malformed-body"),
        ("[" + " " * 4_200_000 + "]", "application/json", 413, "content-too-large"),
        ("x" * 67_108_865, "application/x-ndjson", 413, "content-too-large"),
        ("code\n4-01", "text/csv", 415, "unsupported-media-type"),
    ],
)
def test_a_bad_body_is_a_problem(api, body, content_type, status, slug):
    answer = api.send("/codes/migrate", body, content_type=content_type)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, slug)


@pytest.mark.parametrize(
    ("query", "status", "slug"),
    [
        ("to=2099-01-01", 404, "outside-period"),
        ("to=1066", 404, "unknown-edition"),
        ("to=2024-02-30", 400, "malformed-parameter"),
        ("to=", 400, "malformed-parameter"),
        ("on=2024-01-01", 400, "unknown-parameter"),
        ("known_at=99", 404, "unknown-revision"),
        ("include=all", 400, "malformed-parameter"),
        ("format=csv", 400, "malformed-parameter"),
    ],
)
def test_a_bad_parameter_is_named(api, query, status, slug):
    answer = api.send(f"/codes/migrate?{query}", [])
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, slug)


def test_only_post_is_answered(api):
    answer = api.client.get("/api/v1/codes/migrate")
    assert (answer.status_code, answer["allow"]) == (405, "POST")


# --- lines --------------------------------------------------------------------------------------------


def stream(api, text, query="", **headers):
    answer = api.send(f"/codes/migrate{query}", text, content_type="application/x-ndjson", **headers)
    assert answer.status_code == 200
    assert answer["content-type"] == "application/x-ndjson"
    return answer, [json.loads(line) for line in answer.content.splitlines()]


def test_lines_are_answered_by_lines_in_the_same_order(api):
    text = '{"code": "4-01-06-02", "id": 1}\n\nnonsense\r\n[NaN]\n' + "x" * 20_000 + '\n{"code": "4-01", "id": 2}'
    answer, lines = stream(api, text, "?to=2026-11-21")
    assert [line["outcome"] for line in lines] == ["kept", "invalid", "invalid", "invalid", "kept"]
    assert [line["input"] for line in lines][1] == "nonsense"
    assert len(lines[3]["input"]) == 100
    assert (answer["registry-revision"], answer["registry-on"]) == ("11", "2026-11-21")


def test_lines_and_json_say_the_same(api):
    records = every_code()[::40]
    expected = api.post("/codes/migrate?to=2026-11-21&lang=en", records)["results"]
    text = "\n".join(map(json.dumps, records))
    assert stream(api, text, "?to=2026-11-21&lang=en")[1] == expected
    answer = api.send("/codes/migrate?to=2026-11-21&lang=en&format=ndjson", records)
    assert [json.loads(line) for line in answer.content.splitlines()] == expected
    answer = api.send("/codes/migrate?to=2026-11-21&lang=en", records, accept="application/x-ndjson")
    assert [json.loads(line) for line in answer.content.splitlines()] == expected


def test_lines_cannot_be_answered_as_json(api):
    for query, headers in (("?format=json", {}), ("", {"accept": "application/json"})):
        answer = api.send(f"/codes/migrate{query}", "{}", content_type="application/x-ndjson", **headers)
        assert answer.status_code == 406
        assert answer.json()["available"] == ["application/x-ndjson"]


def test_a_hundred_thousand_lines_take_constant_memory_and_nine_queries(api, django_assert_num_queries):
    codes = every_code()
    line = ("\n".join(json.dumps(codes[number % len(codes)]) for number in range(25_000)) + "\n").encode()
    with django_assert_num_queries(9):
        parts = api.client.parts("/api/v1/codes/migrate", line * 4, "application/x-ndjson")
        for _line in range(25_000):  # everything there is has been asked for once
            next(parts)
        tracemalloc.start()
        count = sum(1 for _line in parts)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert count == 75_000
    assert most < 3_000_000


def test_what_is_remembered_is_bounded():
    carry = migration()
    for number in range(REMEMBERED + 100):
        carry.migrate({"code": "4-01-06-02", "name": f"name {number}"})
    assert carry._remembered.cache_info().currsize == REMEMBERED


def test_an_occupation_is_not_led_back_into_the_work_type_it_was_raised_from():
    answer = migration(on=date(2022, 9, 27)).migrate({"code": "4-07-03-06", "on": "2022-09-28"})
    assert answer["targets"] == []


def test_codes_that_rotated_on_one_day_are_told_apart():
    """4-14-01-02, -03 and -04 changed places on 2022-09-28."""
    meanings: dict[str, set[str]] = defaultdict(set)
    for record in every_code():
        if record["code"].startswith("4-14-01-0") and "on" in record:
            meanings[record["code"]].add(migration().migrate(record)["source"]["concept"])
    assert {code for code, concepts in meanings.items() if len(concepts) > 1} >= {"4-14-01-04"}
