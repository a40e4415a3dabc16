"""What is kept ready as JSON is what would have been made for the asking."""

from __future__ import annotations

import json

import pytest
import time_machine

from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER
from occupations.api import ready
from occupations.models import Item
from registry.http.negotiation import PlainJSONRenderer
from registry.http.ready_json import ReadyResults

pytestmark = pytest.mark.usefixtures("standards")
ADDRESSES = [
    "/occupations",
    "/occupations?page_size=3&ordering=-name_zh",
    "/occupations?q=员&page_size=20",
    "/occupations?digital=true&green=true",
    "/occupations?under=4-01&page_size=500",
    "/occupations?batch=8",
    "/occupations?code=4-01*,4-02-07-10,4-01-02-07,4-01-06",
    "/occupations?q=nothing-like-it",
    "/occupations?page_size=5000",
    "/occupations?on=2021-01-01",
    "/occupations?edition=2022-draft&page_size=5",
    "/occupations?known_at=3",
    "/occupations/4-01-06-02",
    "/occupations/4-02-07-10?on=2021-01-01",
    "/occupations/4-01-02-07",
    "/occupations/4-77-77-77",
    "/occupations/4-01-06-02?edition=2022-draft",
    "/occupations?fields=code,name_zh&page_size=3",
    "/occupations?expand=work_types,skill_standards&page_size=3",
    "/occupations?format=csv&page_size=3",
    "/occupations/4-01-06-02?expand=skill_standards",
    "/occupations/4-01-06-02?fields=code,skill_standards",
    "/groups",
    "/groups?under=4",
    "/groups/4-01",
    "/groups/4-01-06?on=2021-01-01",
]


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(ready, "ASKED_BEFORE", 0)


def test_it_works(api, django_assert_max_num_queries):
    first = api.raw("/occupations/4-01-06-02").content
    for _time in range(ready.ASKED_BEFORE):
        assert api.raw("/occupations/4-01-06-02").content == first
    assert len(ready._kept) == 1
    with django_assert_max_num_queries(1):  # since when it is so; the entrance tells a request
        assert api.raw("/occupations/4-01-06-02").content == first
    api.get("/occupations")
    with django_assert_max_num_queries(3):
        assert api.get("/occupations", page_size=5000)["count"] == 1683


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_what_would_have_been_made(api, monkeypatch, language):
    made = [api.raw(address, accept_language=language) for address in ADDRESSES]
    assert not ready._kept
    monkeypatch.setattr(ready, "ASKED_BEFORE", 0)
    for address, before in zip(ADDRESSES, made, strict=True):
        answer = api.raw(address, accept_language=language)
        assert (answer.status_code, answer.content) == (before.status_code, before.content), address
        assert answer.headers.get("link") == before.headers.get("link")
    assert len(ready._kept) == ready.KEPT_MOMENTS


def test_a_correction_makes_another_moment(api, at_once):
    assert api.get("/occupations/4-01-06-02")["name_en"] != "Marketer"
    row = Item.objects.current().get(edition="2022", code="4-01-06-02", valid_to=None)
    correct(corrections=[Correction(row, {"name_en": "Marketer"})], by=LOADER, reason="test")
    assert api.get("/occupations/4-01-06-02")["name_en"] == "Marketer"
    assert api.get("/occupations/4-01-06-02", known_at=12)["name_en"] != "Marketer"


def test_so_does_midnight(api, at_once):
    for day in ("2026-11-22", "2026-11-23"):
        with time_machine.travel(f"{day}T00:00:00+08:00", tick=False):
            assert api.get("/occupations", page_size=1)["meta"]["on"] == day
    assert len(ready._kept) == 2


def test_what_is_kept_and_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(ready, "ASKED_BEFORE", 1)
    for moment in range(3 * ready.REMEMBERED_MOMENTS):
        for _time in range(2):
            ready.ready_items(moment, lambda: ready.ReadyItems([], {}))
        assert len(ready._kept) <= ready.KEPT_MOMENTS
        assert len(ready._asked) <= ready.REMEMBERED_MOMENTS


def test_what_is_driven_out_must_be_asked_about_again(monkeypatch):
    """Else more moments than are kept would each be made at every request."""
    monkeypatch.setattr(ready, "ASKED_BEFORE", 2)
    made = []

    def ask(moment):
        ready.ready_items(moment, lambda: made.append(moment) or ready.ReadyItems([], {}))

    for _time in range(12):
        for moment in range(ready.KEPT_MOMENTS + 1):
            ask(moment)
    assert len(made) <= 12 * (ready.KEPT_MOMENTS + 1) / 3


def test_the_one_that_was_not_asked_about_for_longest_goes(at_once):
    for moment in range(ready.KEPT_MOMENTS):
        ready.ready_items(moment, lambda: ready.ReadyItems([], {}))
    ready.ready_items(0, lambda: pytest.fail("it is kept"))
    ready.ready_items("another", lambda: ready.ReadyItems([], {}))
    assert 0 in ready._kept
    assert 1 not in ready._kept


def test_while_one_is_made_ready_others_are_answered_as_before(at_once):
    def make():
        assert ready.ready_items("other", make) is None
        return ready.ReadyItems([], {})

    assert ready.ready_items("one", make) is not None


def test_ready_results_are_rendered_as_any_others():
    results = [{"a": 1, "b": "号"}, {"a": None, "b": "\u2028"}]
    renderer = PlainJSONRenderer()
    for shown in ([], results[:1], results):
        of_ready = ReadyResults([renderer.render(result) for result in shown])
        assert list(of_ready) == shown
        plain = renderer.render({"count": 2, "next": None, "results": shown})
        assert renderer.render({"count": 2, "next": None, "results": of_ready}) == plain
        assert json.loads(plain)["results"] == shown
