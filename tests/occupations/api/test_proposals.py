"""/proposals: taken once, followed by a reference number that nobody guesses, without a word about the sender."""

from __future__ import annotations

import json
import re

import pytest
import time_machine

from occupations.actions.proposals import move_proposal
from occupations.models import Contact, Proposal, ProposalAct
from tests.consultations import DURING, editor

GOOD = {
    "kind": "new_occupation",
    "name_zh": "云端阅卷协调员",
    "description": "协调各地在线阅卷。",
    "evidence": "某省有三百家企业招聘。",
    "submitter": "某某协会",
    "email": "office@example.org",
    "phone": "010-12345678",
}
KEY = "6f1ed002-ab5f-4d1e-9a35-2b1f0c3d4e5a"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(DURING, tick=False):
        yield


def problem(answer, slug: str):
    body = answer.json()
    assert body["type"].rpartition("/")[2] == slug, body
    return body


def test_it_works(api):
    answer = api.send("/proposals", GOOD)
    body = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"http://testserver/api/v1/proposals/{body['reference']}"
    assert re.fullmatch(r"P(-[2-9A-HJ-NP-Z]{4}){3}", body["reference"])
    assert api.client.get(answer["Location"]).json() == body
    assert body == {
        "reference": body["reference"],
        "kind": "new_occupation",
        "name_zh": "云端阅卷协调员",
        "code": None,
        "received_at": "2026-11-21T12:00:00+08:00",
        "state": "received",
        "state_zh": "已收到",
        "state_en": "Received",
        "note": None,
        "batch": None,
        "change": None,
    }
    held = Proposal.objects.get()
    assert (held.evidence, held.submitter) == (GOOD["evidence"], GOOD["submitter"])
    assert Contact.objects.get(reference=held.reference).email == "office@example.org"
    assert [(act.act, act.by, act.state) for act in ProposalAct.objects.all()] == [("send", None, "received")]


def test_its_state_and_the_clerks_note_are_told(api):
    reference = api.post("/proposals", GOOD, 201)["reference"]
    held = Proposal.objects.get()
    move_proposal(proposal=held.pk, version=1, to="declined", by=editor(), reason="已有相近职业。")
    body = api.get(f"/proposals/{reference}")
    assert (body["state"], body["note"]) == ("declined", "已有相近职业。")


def test_nobody_stores_it(api):
    for answer in (api.send("/proposals", GOOD), api.raw("/proposals/P-2222-2222-2222"), api.send("/proposals", {})):
        assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("reference", "slug"),
    [
        ("P-2222-2222-2222", "unknown-proposal"),
        ("p-2222-2222-2222", "malformed-parameter"),
        ("P-2222-2222-222I", "malformed-parameter"),
        ("P-2222-2222-22222", "malformed-parameter"),
        ("1", "malformed-parameter"),
        ("%00", "malformed-parameter"),
    ],
)
def test_what_is_no_reference_finds_nothing(api, reference, slug):
    api.problem(f"/proposals/{reference}", slug)


def test_proposals_are_not_listed(api):
    api.post("/proposals", GOOD, 201)
    assert api.client.get("/api/v1/proposals").status_code == 405


def test_references_differ(api, settings):
    settings.SUBMISSIONS_PER_HOUR = 100
    assert len({api.post("/proposals", GOOD, 201)["reference"] for _time in range(50)}) == 50


def test_with_a_key_it_is_taken_once(api, settings):
    settings.SUBMISSIONS_PER_HOUR = 1
    first = api.send("/proposals", GOOD, **{"idempotency-key": KEY})
    again = api.send("/proposals", dict(reversed(GOOD.items())), **{"idempotency-key": KEY})
    assert (again.status_code, again["Location"], again.json()) == (201, first["Location"], first.json())
    assert Proposal.objects.count() == 1
    assert KEY not in json.dumps(list(Proposal.objects.values()), default=str)


def test_a_key_is_not_for_another_body(api):
    api.send("/proposals", GOOD, **{"idempotency-key": KEY})
    problem(api.send("/proposals", {**GOOD, "name_zh": "另一个"}, **{"idempotency-key": KEY}), "idempotency-key-reused")
    assert Proposal.objects.count() == 1


def test_what_is_refused_does_not_use_up_the_key(api):
    api.send("/proposals", {}, **{"idempotency-key": KEY})
    assert api.send("/proposals", GOOD, **{"idempotency-key": KEY}).status_code == 201


@pytest.mark.parametrize("key", ["", "short", "x" * 101, "with space in it 123", "密" * 20])
def test_a_key_that_is_none_is_malformed(api, key):
    answer = api.client.post("/api/v1/proposals", GOOD, "application/json", headers={"idempotency-key": key})
    assert problem(answer, "malformed-parameter")["errors"][0]["parameter"] == "Idempotency-Key"


def test_an_address_is_limited_together_with_its_comments(api, settings):
    settings.SUBMISSIONS_PER_HOUR = 1
    api.post("/proposals", GOOD, 201)
    answer = api.send("/proposals", GOOD)
    problem(answer, "too-many-requests")
    assert answer["Retry-After"] == "3600"


@pytest.mark.parametrize(
    ("told", "pointer", "detail"),
    [
        ({"kind": "merge"}, "/kind", "one of new_occupation, change"),
        ({"kind": None}, "/kind", "text is expected"),
        ({"name_zh": "<b>x</b>"}, "/name_zh", "one line"),
        ({"name_zh": "两\n行"}, "/name_zh", "one line"),
        ({"name_zh": "x" * 61}, "/name_zh", "at most 60"),
        ({"description": "<img src=x onerror=alert(1)>"}, "/description", "plain text"),
        ({"description": "x" * 4001}, "/description", "at most 4000"),
        ({"evidence": ""}, "/evidence", "plain text"),
        ({"code": "4-01"}, "/code", "something like"),
        ({"code": "4-01-06-2 "}, "/code", "something like"),
        ({"email": "a@b"}, "/email", "something like"),
        ({"reference": "P-2222-2222-2222"}, "/reference", "unknown"),
        ({"state": "merged"}, "/state", "unknown"),
    ],
)
def test_nonsense_is_named_and_nothing_is_kept(api, told, pointer, detail):
    body = problem(api.send("/proposals", {**GOOD, **told}), "malformed-body")
    assert [error for error in body["errors"] if error["pointer"] == pointer and detail in error["detail"]], body
    assert not Proposal.objects.exists()
    assert not Contact.objects.exists()


def test_every_fault_of_a_body_is_named_at_once(api):
    body = problem(api.send("/proposals", {"name_zh": 7, "x": 1}), "malformed-body")
    assert [error["pointer"] for error in body["errors"]] == ["/x", "/kind", "/name_zh", "/description"]


def test_only_what_is_needed(api):
    assert api.post("/proposals", {name: GOOD[name] for name in ("kind", "name_zh", "description")}, 201)
    assert not Contact.objects.exists()


def test_the_address_takes_no_other_parameters(api):
    problem(api.send("/proposals?on=2026-01-01", GOOD), "unknown-parameter")
