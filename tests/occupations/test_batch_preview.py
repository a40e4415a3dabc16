"""The preview of a drafted batch is what the registry says after it, and leaves nothing behind."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from occupations.answers.batch_preview import preview
from occupations.models import Concept, Revision, WebhookEvent
from tests import drafts
from tests.clerks import ENTER, PUBLISH, REVIEW, clerk
from tests.drafts import MARKETER, approved, content, move

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(drafts.NOW, tick=False):
        yield


def test_it_works():
    before = [model.objects.count() for model in (Revision, Concept, WebhookEvent)]
    found = preview(content(), TODAY)
    assert [model.objects.count() for model in (Revision, Concept, WebhookEvent)] == before
    assert found.counts == {"added": 3, "renamed": 1}
    assert found.occupations == (1683, 1684)
    [renamed] = found.of_change["c2"]
    assert (renamed["before"]["name_zh"], renamed["after"]["name_zh"]) == ("互联网营销师", "网络营销师")
    assert found.affected == {"renamed": 1}
    assert [record["input"]["code"] for record in found.records] == ["4-01-06-02"]


def test_it_says_what_the_registry_says_afterwards(api):
    changes = [
        {"id": "a", "kind": "recoded", "concept": MARKETER, "name_zh": "互联网营销师", "code": "4-01-06-91",
         "former_code": "4-01-06-02"},
        {"id": "b", "kind": "new_occupation", "name_zh": "甲营销师", "code": "4-01-06-02"},
        {"id": "c", "kind": "split", "concept": drafts.HOST, "name_zh": "网络主播", "successors": ["#b", MARKETER]},
    ]  # fmt: skip
    found = preview(content(*changes), TODAY)
    people = clerk("wang", ENTER), clerk("li", REVIEW)
    move(approved(content(*changes), *people), "scheduled", clerk("zhao", PUBLISH))
    with time_machine.travel("2026-12-01T09:00:00+08:00", tick=False):
        asked = {"from": "2026-11-30", "to": "2026-12-01"}
        for resource in ("occupation", "work_type"):
            told = api.get("/compare", **asked, resource=resource, page_size=5000)["results"]
            mine = [{**one, "resource": None} for one in found.differences if one["resource"] == resource]
            assert [{**one, "resource": None} for one in told if one["kinds"] != ["kept"]] == plain(mine)
    assert found.affected == {"recoded": 1, "split": 1}


def plain(told):
    """Days as JSON has them."""
    if isinstance(told, dict):
        return {name: plain(value) for name, value in told.items()}
    if isinstance(told, list):
        return [plain(value) for value in told]
    return told.isoformat() if isinstance(told, date) else told


def test_what_cannot_be_announced_has_no_preview():
    with pytest.raises(ValidationError):
        preview(content({"id": "a", "kind": "abolished", "concept": "C0000017", "name_zh": "x"}), TODAY)
    with pytest.raises(ValidationError):
        preview({}, TODAY)
