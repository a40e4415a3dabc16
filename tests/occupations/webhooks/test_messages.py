"""What a receiver is told: codes before and after, counts, and a fixed number of queries."""

from __future__ import annotations

import json
from datetime import date

import jsonschema_rs
import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER
from occupations.models import Revision, Succession, WebhookEvent, WorkType
from occupations.validity import Recorded
from occupations.webhooks import messages
from occupations.webhooks.messages import body, touched
from tests import world
from tests.world import BAKER, MILLER, NEW, OTHER, announce, change

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world() -> None:
    world.build()


def told(revision: Revision):
    event = WebhookEvent.objects.get(revision=revision)
    return json.loads(body(event, touched(revision.number)))


def test_it_works():
    revision = announce(change("recoded", BAKER, "面包师", code="1-01-01-09", former_code="1-01-01-01"))
    assert told(revision) == {
        "type": "batch.announced",
        "timestamp": revision.recorded_at.isoformat().replace("+00:00", "Z"),
        "data": {
            "revision": revision.number,
            "act": "announce_batch",
            "batch": 901,
            "edition": "world-2",
            "effective_on": "2020-01-01",
            "reason": "the ministry says so",
            "counts": {
                "batch": {"added": 1, "superseded": 0},
                "change": {"added": 1, "superseded": 0},
                "item": {"added": 2, "superseded": 1},
            },
            "codes": ["1-01-01-01", "1-01-01-09"],
            "codes_cut": False,
            "changes": f"/api/v1/changes?since={revision.number - 1}",
        },
    }


def test_the_bytes_are_the_same_at_every_attempt_whatever_happens_later():
    revision = announce(change("abolished", BAKER, "面包师"))
    event = WebhookEvent.objects.get(revision=revision)
    before = body(event, touched(revision.number))
    announce(change("renamed", MILLER, "磨坊师", former_name_zh="磨坊主"), number=902, on=date(2021, 1, 1))
    assert body(event, touched(revision.number)) == before


def test_a_work_type_touches_the_codes_of_its_occupation():
    revision = announce(change("new_work_type", NEW, "甜面包师", occupation=BAKER))
    assert touched(revision.number).codes == {"1-01-01-01"}
    row = WorkType.objects.current().get(concept=NEW)
    revision = correct(corrections=[Correction(row, {"name_zh": "甜点师"})], by=LOADER, reason="a typing error")
    assert touched(revision.number).codes == {"1-01-01-01"}


def test_a_succession_touches_the_codes_of_both():
    announce(
        change("merged", MILLER, "磨坊主", successors=(NEW,)),
        change("new_occupation", NEW, "新磨坊主", 2, code="1-01-01-05"),
    )
    row = Succession.objects.current().get(predecessor=MILLER)
    revision = correct(corrections=[Correction(row, {"relation": "replaced"})], by=LOADER, reason="not merged")
    assert touched(revision.number).codes == {"1-01-01-02", "1-01-01-05"}


def test_an_unconfirmed_change_touches_the_code_that_it_names():
    revision = announce(change("new_occupation", None, "咖啡师", status="unconfirmed", code="1-01-01-08"))
    assert touched(revision.number).codes == {"1-01-01-08"}


def test_a_new_code_and_a_code_of_the_occupation_are_told():
    revision = announce(
        change("new_occupation", NEW, "咖啡师", code="1-01-01-04"),
        change("new_work_type", OTHER, "拉花师", 2, occupation=NEW, occupation_code="1-01-01-04"),
    )
    assert touched(revision.number).codes == {"1-01-01-04"}


@pytest.mark.parametrize(
    ("wanted", "concerned"),
    [
        ([], True),
        (["1-01-01-01"], True),
        (["1-01-01-09"], True),
        (["1-01-01"], True),
        (["1-01"], True),
        (["1"], True),
        (["2", "1-01-01-09"], True),
        (["1-01-01-02"], False),
        (["1-01-02"], False),
        (["1-0"], False),
        (["2"], False),
    ],
)
def test_a_group_stands_for_everything_under_it(wanted, concerned):
    revision = announce(change("recoded", BAKER, "面包师", code="1-01-01-09", former_code="1-01-01-01"))
    assert touched(revision.number).concerns(wanted) is concerned


def test_what_has_no_code_concerns_only_those_who_name_none():
    nothing = messages.Touched({}, frozenset())
    assert nothing.concerns([])
    assert not nothing.concerns(["1"])


def test_a_body_stays_small_however_much_was_touched():
    edition = Revision.objects.filter(act="publish_edition", edition="2022").get()
    event = WebhookEvent.objects.get(revision=edition)
    what = touched(edition.number)
    data = json.loads(body(event, what))["data"]
    assert len(what.codes) > 2000
    assert (len(data["codes"]), data["codes_cut"]) == (500, True)
    assert len(body(event, what)) < 20_000
    assert what.concerns(["8"])  # also what was cut counts
    # Those of 2022, and those of 2015 once more, now with an end.
    assert data["counts"]["item"] == {"added": 2176 + 59, "superseded": 59}


def test_the_number_of_queries_does_not_grow():
    models = [model for model in apps.get_models() if issubclass(model, Recorded)]
    for revision in Revision.objects.all():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            touched(revision.number)
        assert len(queries) <= len(models) + 1


def test_every_body_is_as_the_openapi_document_describes(openapi):
    webhook = openapi["webhooks"]["event"]["post"]
    schema = webhook["requestBody"]["content"]["application/json"]["schema"]
    announce(change("abolished", BAKER, "面包师"))
    for event in WebhookEvent.objects.select_related("revision"):
        content = json.loads(body(event, touched(event.revision_id)))
        jsonschema_rs.validate(schema, content, validate_formats=True)
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(schema, content | {"type": "batch.exploded"})
