"""/consultations: what is, and was, put out for public comment, as the public saw it last."""

from __future__ import annotations

import pytest
import time_machine

from occupations.actions.desk import open_draft
from occupations.models import Draft, DraftAct
from tests.consultations import AFTER, BEFORE, DURING, content, edited, editor, moved, put_out, reviewer

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def noon():
    with time_machine.travel(DURING, tick=False):
        yield


def test_it_works(api):
    put_out()
    [listed] = api.get("/consultations")["results"]
    assert listed == {
        "number": 9,
        "title_zh": "拟发布新职业信息公示",
        "edition": "2022",
        "state": "open",
        "comment_from": "2026-11-10",
        "comment_to": "2026-12-09",
        "effective_on": "2027-01-01",
        "published": False,
        "change_count": 2,
        "url": "http://testserver/api/v1/consultations/9",
        "comments_url": "http://testserver/api/v1/batches/9/comments",
    }
    body = api.get("/consultations/9")
    assert {name: body[name] for name in listed} == listed
    assert (body["meta"], body["comment_count"]) == ({"on": "2026-11-21"}, 0)
    assert [(change["id"], change["kind"], change["name_zh"], change["dropped"]) for change in body["changes"]] == [
        ("c1", "new_occupation", "云端阅卷协调员", False),
        ("c2", "new_occupation", "城市静音顾问", True),
        ("c3", "renamed", "网络主持人", False),
    ]
    assert (body["changes"][0]["proposal"], body["changes"][0]["digital"]) == ("P-7KQ2-M9RT-4WXC", True)
    assert body["changes"][2]["former_name_zh"] == "网络主播"


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (BEFORE, "upcoming"),
        ("2026-11-10T00:00:00+08:00", "open"),
        ("2026-12-09T23:59:59+08:00", "open"),
        (AFTER, "closed"),
    ],
)
def test_the_state_follows_the_day(api, now, state):
    put_out()
    with time_machine.travel(now, tick=False):
        assert api.get("/consultations/9")["state"] == state


def test_a_batch_that_was_never_put_out_is_not_there(api):
    draft = open_draft(kind="batch", content=content(), by=editor())
    assert api.get("/consultations")["count"] == 0
    api.problem("/consultations/9", "no-consultation")
    assert "consultation" not in api.problem("/batches/9", "unknown-batch")
    moved(draft, "under_review", editor())
    api.problem("/consultations/9", "no-consultation")


def test_the_address_of_the_batch_leads_to_it(api):
    put_out()
    for path in ("/batches/9", "/batches/9/changes"):
        assert api.problem(path, "unknown-batch")["consultation"] == "/api/v1/consultations/9"


def test_what_clerks_write_afterwards_is_not_shown(api):
    draft = put_out()
    draft = edited(draft, title_zh="公示中的修改")
    assert api.get("/consultations/9")["title_zh"] == "公示中的修改"
    draft = moved(draft, "under_review", reviewer(), "too many remarks")
    edited(draft, title_zh="还没有公布")
    body = api.get("/consultations/9")
    assert (body["title_zh"], body["state"]) == ("公示中的修改", "closed")


def test_a_withdrawn_one_says_so(api):
    moved(put_out(), "withdrawn", editor(), "postponed")
    body = api.get("/consultations/9")
    assert (body["state"], body["published"]) == ("withdrawn", False)


def test_of_two_under_one_number_the_later_answers(api):
    moved(put_out(title_zh="第一次"), "withdrawn", editor(), "postponed")
    put_out(title_zh="第二次")
    assert api.get("/consultations/9")["title_zh"] == "第二次"
    assert [listed["title_zh"] for listed in api.get("/consultations")["results"]] == ["第二次", "第一次"]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"number": 9},
        {"number": 9, "changes": None, "comment_from": "soon", "comment_to": None, "title_zh": 7},
        {"number": 9, "changes": ["x", {}, {"id": 7, "digital": "yes", "kind": None}], "effective_on": "2026-02-30"},
    ],
)
def test_content_of_any_form_is_shown_without_failing(api, told):
    """The content is read as it stands: older drafts may hold another form than today's."""
    draft = put_out()
    act = DraftAct.objects.get(draft=draft, version=draft.version)
    Draft.objects.filter(pk=draft.pk).update(content=told)
    DraftAct.objects.create(
        draft=draft, version=4, act="edit", by=act.by, by_name="wang", at=act.at, state="public_comment", content=told
    )
    body = api.get("/consultations/9")
    assert (body["comment_from"], body["effective_on"]) == (None, None)
    assert api.get("/consultations")["count"] == 1
    assert api.send("/batches/9/comments", {"text": "a"}).status_code == 409


@pytest.mark.parametrize("number", ["0", "x", "10000", "-1", "9.0", "９"])
def test_a_number_that_is_none_is_malformed(api, number):
    api.problem(f"/consultations/{number}", "malformed-parameter")


def test_it_takes_neither_a_day_nor_a_revision(api):
    for parameters in ({"on": "2026-11-21"}, {"known_at": "1"}, {"edition": "2022"}):
        api.problem("/consultations", "unknown-parameter", **parameters)


def test_nobody_stores_it(api):
    put_out()
    for path in ("/consultations", "/consultations/9", "/consultations/8", "/consultations?x=1"):
        assert api.raw(path)["Cache-Control"] == "no-store"


def test_it_stays_readable_and_leads_on_once_announced(api):
    draft = put_out(effective_on="2026-12-20", comment_to="2026-11-20")
    draft = moved(draft, "approved", reviewer())
    body = api.get("/consultations/9")
    assert (body["state"], body["published"]) == ("closed", False)
    moved(draft, "scheduled", reviewer())
    assert api.get("/consultations/9")["published"] is True


def test_pages(api):
    for number in (9, 10, 11):
        put_out(number=number)
    first = api.get("/consultations", page_size=2)
    assert [listed["number"] for listed in first["results"]] == [11, 10]
    assert [listed["number"] for listed in api.client.get(first["next"]).json()["results"]] == [9]
