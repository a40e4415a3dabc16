"""What is kept ready as JSON is what would have been made for the asking."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER
from occupations.answers.stages import days_of_change
from occupations.api import ready
from occupations.api.items import NEARLY_ALL
from occupations.models import Item
from occupations.validity import EARLIEST_DAY
from tests import served

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

ONE = "/occupations/4-07-03-06"


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(ready, "ASKED_BEFORE", 0)


@pytest.fixture
def by_query(monkeypatch):
    monkeypatch.setattr(ready, "ASKED_BEFORE", 10_000)


def test_it_works(api, django_assert_max_num_queries):
    def ask() -> bytes:
        served.reset()  # else the answer before would be given again
        return api.raw("/occupations/4-01-06-02").content

    first = ask()
    for _time in range(ready.ASKED_BEFORE):
        assert ask() == first
    assert (len(ready.ITEMS.kept), len(ready.STANDARDS.kept)) == (1, 0)
    for _time in range(ready.ASKED_BEFORE):  # the items first, then what stands beside them on that day
        assert ask() == first
    assert (len(ready.ITEMS.kept), len(ready.STANDARDS.kept)) == (1, 1)
    with django_assert_max_num_queries(1):  # since when it is so; the entrance tells a request
        assert ask() == first
    api.get("/occupations")
    with django_assert_max_num_queries(3):
        assert api.get("/occupations", page_size=5000)["count"] == 1683


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_what_would_have_been_made(api, by_query, monkeypatch, language):
    made = [api.raw(address, accept_language=language) for address in ADDRESSES]
    assert not ready.ITEMS.kept
    monkeypatch.setattr(ready, "ASKED_BEFORE", 0)
    for address, before in zip(ADDRESSES, made, strict=True):
        answer = api.raw(address, accept_language=language)
        assert (answer.status_code, answer.content) == (before.status_code, before.content), address
        assert answer.headers.get("link") == before.headers.get("link")
    assert len(ready.ITEMS.kept) == ready.ITEMS.most


def test_who_asks_for_nearly_all_gets_all_made_ready(api):
    assert api.get("/occupations", page_size=NEARLY_ALL - 1)["count"] == 1683
    assert not ready.ITEMS.kept
    assert len(api.get("/occupations", page_size=NEARLY_ALL)["results"]) == NEARLY_ALL
    assert len(ready.ITEMS.kept) == 1
    refused = api.problem("/occupations", "malformed-parameter", page_size="9" * 20)
    assert refused["errors"][0]["parameter"] == "page_size"


def test_what_two_moments_tell_alike_is_kept_once(api, at_once):
    for day in ("2023-01-01", "2026-01-01"):
        api.get("/occupations", on=day)
    before, after = ready.ITEMS.kept.values()
    for of_before, of_after in ((before.texts, after.texts), (before.selection.texts, after.selection.texts)):
        known = {text: id(text) for text in of_before}
        same = [text for text in of_after if text in known]
        assert len(same) > 1000
        assert all(known[text] == id(text) for text in same)


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
    assert len(ready.ITEMS.kept) == 2


def test_what_is_kept_and_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(ready, "ASKED_BEFORE", 1)
    for moment in range(3 * ready.REMEMBERED_MOMENTS):
        for _time in range(2):
            ready.ITEMS.get(moment, lambda: ready.ReadyItems([]))
        assert len(ready.ITEMS.kept) <= ready.ITEMS.most
        assert len(ready.ITEMS.asked) <= ready.REMEMBERED_MOMENTS


def test_what_is_driven_out_must_be_asked_about_again(monkeypatch):
    """Else more moments than are kept would each be made at every request."""
    monkeypatch.setattr(ready, "ASKED_BEFORE", 2)
    made = []

    def ask(moment):
        ready.ITEMS.get(moment, lambda: made.append(moment) or ready.ReadyItems([]))

    for _time in range(12):
        for moment in range(ready.ITEMS.most + 1):
            ask(moment)
    assert len(made) <= 12 * (ready.ITEMS.most + 1) / 3


def test_the_one_that_was_not_asked_about_for_longest_goes(at_once):
    for moment in range(ready.ITEMS.most):
        ready.ITEMS.get(moment, lambda: ready.ReadyItems([]))
    ready.ITEMS.get(0, lambda: pytest.fail("it is kept"))
    ready.ITEMS.get("another", lambda: ready.ReadyItems([]))
    assert 0 in ready.ITEMS.kept
    assert 1 not in ready.ITEMS.kept


def test_while_one_is_made_ready_others_are_answered_as_before(at_once):
    def make():
        assert ready.ITEMS.get("other", make) is None
        return ready.ReadyItems([])

    assert ready.ITEMS.get("one", make) is not None


def test_all_days_of_a_stage_are_answered_from_one(api, by_query, monkeypatch):
    """Around each day of change: what a process says that was asked about another day of the stage before."""
    first = api.get("/occupations", page_size=1)["meta"]
    changes = days_of_change(first["revision"], first["known_at"])
    assert len(changes) > 10
    days = [day + timedelta(days=after) for day in changes for after in (-1, 0, 1, 40)]
    addresses = [
        address
        for day in days
        if day >= EARLIEST_DAY
        for address in (
            f"/occupations?on={day}&page_size=5000",
            f"/groups?on={day}",
            f"/occupations/4-07-03-06?on={day}",
        )
    ]
    told = [api.client.get(f"/api/v1{address}") for address in addresses]
    assert not ready.ITEMS.kept
    monkeypatch.setattr(ready, "ASKED_BEFORE", 0)
    for address, before in zip(addresses, told, strict=True):
        answer = api.client.get(f"/api/v1{address}")
        assert (answer.status_code, answer.content) == (before.status_code, before.content), address


def test_a_stage_is_made_ready_once(api, at_once, django_assert_max_num_queries):
    for day in ("2023-01-01", "2023-05-05", "2024-07-30"):
        api.get("/occupations", on=day)
    assert len(ready.ITEMS.kept) == 1
    with django_assert_max_num_queries(1):
        assert api.get("/occupations", on="2024-01-01")["meta"]["on"] == "2024-01-01"
    api.get("/occupations", on="2024-07-31")
    assert len(ready.ITEMS.kept) == 2
