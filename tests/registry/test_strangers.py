"""What strangers found by trying: each of these was once wrong."""

import pytest
import time_machine

from occupations.actions.batches import announce_batch
from occupations.actions.revise import LOADER
from tests import world
from tests.served import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "known_at",
    [
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+23:59",
        "2999-01-01T00:00:00Z",
        "2015-01-01T00:00:00Z",
    ],
)
def test_instants_at_the_ends_of_the_calendar_are_not_held(api, known_at):
    problem = api.problem("/occupations", "unknown-revision", known_at=known_at)
    assert problem["latest_revision"] == 11


def test_a_code_of_another_level_is_told_apart(api):
    for path, code in (("/occupations", "4-01-06"), ("/groups", "4-01-06-02")):
        [unmatched] = api.get(path, code=code)["meta"]["unmatched"]
        assert (unmatched["code"], unmatched["reason"]) == (code, "other-level")


def test_an_item_without_a_place_in_the_tree_can_be_asked_for(api):
    [node] = api.get("/tree", under="4-02-07-10", on="2021-01-01")["results"]
    assert (node["name_zh"], node["children"]) == ("网约配送员", [])


def test_the_draft_has_marks(api):
    body = api.get("/occupations", edition="2022-draft", digital="true")
    assert (body["count"], body["meta"]["remarks"]) == (97, [])


def test_a_batch_of_another_edition_is_not_found_in_this_one(api):
    api.problem("/batches/3", "unknown-batch", edition="2022")
    api.problem("/batches/3/changes", "unknown-batch", edition="2022")
    assert api.get("/batches/3", edition="2015")["number"] == 3


def test_an_edition_is_asked_for_on_its_days_and_by_one_name(api):
    assert api.problem("/editions/2022", "outside-edition", on="2021-01-01")["valid_from"] == "2022-09-28"
    assert api.problem("/editions/2022", "contradictory-parameters", edition="2015")["status"] == 409
    assert api.get("/editions/2022", edition="2022", on="2024-01-01")["meta"]["edition"] == "2022"


def test_a_group_of_2015_is_not_held_and_no_error_in_a_filter(api):
    for path in ("/occupations", "/work-types"):
        assert api.get(path, under="4-05", on="2021-01-01")["count"] == 0


@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_a_scheduled_batch_is_shown_where_it_is_asked_for(api):
    change = world.change("renamed", "C0003179", "网络主持人", former_name_zh="网络主播")
    content = world.batch(9, world.date(2026, 12, 1), edition="2022")
    announce_batch(batch=content, changes=[change], sources=[world.BOOK], by=LOADER, reason="to come")
    api.problem("/batches/9", "unknown-batch")
    assert api.get("/batches")["count"] == 8
    shown = api.get("/batches/9", include="scheduled")
    assert (shown["state"], shown["state_en"], shown["meta"]["include"]) == ("scheduled", "Scheduled", ["scheduled"])
    assert api.get("/batches/9/changes", include="scheduled")["count"] == 1
    with time_machine.travel("2026-12-01T00:00:00+08:00", tick=False):
        assert api.get("/batches/9")["state"] == "announced"


@pytest.mark.parametrize("text", ["ı", "ſ", "[", "\\", "%", "_", '"'])
def test_text_is_searched_alike_on_both_databases(api, text):
    assert api.get("/occupations", q=text)["count"] == 0
    assert api.get("/work-types", q=text)["count"] == 0


def test_case_of_ascii_does_not_matter(api):
    assert (
        api.get("/occupations", q="LIVESTREAM host")["count"] == api.get("/occupations", q="livestream HOST")["count"]
    )
    assert api.get("/occupations", q="LIVESTREAM")["count"] == 1


@pytest.mark.parametrize(("length", "slug"), [(30, "unknown-edition"), (31, "malformed-parameter")])
def test_the_length_of_an_edition_is_that_of_the_schema(api, length, slug):
    api.problem("/occupations", slug, edition="x" * length)


def test_a_form_sent_to_an_address_with_a_slash_is_redirected_too():
    response = Client(enforce_csrf_checks=True).post("/api/v1/occupations/", {"a": 1})
    assert (response.status_code, response["Location"]) == (308, "/api/v1/occupations")


def test_indent_does_not_change_the_bytes(api):
    plain = api.raw("/occupations/4-01-06-02").content
    assert api.raw("/occupations/4-01-06-02", accept="application/json; indent=4").content == plain


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"digital": "1"}, "digital: true or false"),
        ({"ordering": "foo"}, "ordering: one of code, -code"),
        ({"on": "x"}, "on: a day such as 2024-07-31"),
        ({"lang": "fr"}, "lang: zh or en"),
        ({"page_size": "0"}, "page_size: a number from 1 to 5000"),
        ({"q": "x" * 101}, "q: 1 to 100 characters"),
        ({"level": "3"}, "level: a number from 4 to 4"),
        ({"batch": "0"}, "batch: a number from 1 to 9999"),
    ],
)
def test_a_problem_names_the_parameter_and_what_is_expected(api, parameters, words):
    problem = api.problem("/occupations", "malformed-parameter", **parameters)
    assert words in problem["detail"]
    assert len(problem["errors"]) == 1


def test_a_wrong_host_gets_a_problem_document():
    response = Client(headers={"host": "evil.example"}).get("/api/v1/occupations")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["type"] == "/api/v1/problems/malformed-request"
