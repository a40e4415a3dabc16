"""API keys in the admin: who may issue them, the text shown once, rotating, revoking, and their use by day."""

from __future__ import annotations

import hashlib
import re
from datetime import date

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User

from occupations.actions import keys
from occupations.models import ApiKey
from tests.served import Client

LIST = "/admin/occupations/apikey/"
GOOD = {"name": "Job portal", "contact": "it@portal.example", "scopes": ["read", "batch"], "times": ""}


def signed_in(role, language="en"):
    user = User.objects.create_user(f"clerk of {role}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def roles(run):
    with time_machine.travel("2026-11-22T12:00:00+08:00"):
        run("create_roles")
        yield


@pytest.fixture
def publisher():
    return signed_in("publisher")


def add(client, **values):
    return client.post(f"{LIST}add/", GOOD | values, follow=True)


def text_in(page):
    return re.search(r"ork_[0-9a-f]{8}_[0-9a-f]{64}", page.content.decode())


@pytest.fixture
def key(publisher):
    add(publisher)
    return ApiKey.objects.get()


def test_it_works(publisher):
    page = add(publisher, expires_at_0="2030-01-01", expires_at_1="00:00:00", times="25")
    made = ApiKey.objects.get()
    text = text_in(page)[0]
    assert made.digest == hashlib.sha256(text.encode()).hexdigest()
    assert (made.scopes, made.times, made.issued_by.username) == (["read", "batch"], 25, "clerk of publisher")
    assert made.expires_at.isoformat() == "2029-12-31T16:00:00+00:00"
    assert "no-store" in page.headers["Cache-Control"]


def test_the_text_is_shown_once(publisher):
    assert text_in(add(publisher))
    again = publisher.get(f"{LIST}secret/", follow=True)
    assert "has been shown already" in again.content.decode()
    pk = ApiKey.objects.get().pk
    for path in ("", f"{pk}/change/", f"{pk}/history/", "secret/"):
        page = publisher.get(LIST + path, follow=True).content.decode()
        assert not re.search(r"[0-9a-f]{64}", page), path
    assert not re.search(r"[0-9a-f]{64}", " ".join(LogEntry.objects.values_list("change_message", "object_repr")[0]))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"name": ""}, "This field is required"),
        ({"contact": " "}, "This field is required"),
        ({"scopes": []}, "This field is required"),
        ({"scopes": ["write"]}, "write is not one of the available choices"),
        ({"times": "0"}, "greater than or equal to 1"),
        ({"times": "1001"}, "less than or equal to 1000"),
        ({"times": "ten"}, "Enter a whole number"),
        ({"expires_at_0": "2020-01-01", "expires_at_1": "00:00:00"}, "This is over already."),
        ({"expires_at_0": "soon", "expires_at_1": ""}, "Enter a valid date"),
    ],
)
def test_what_is_wrong_is_told(publisher, values, told):
    assert told in add(publisher, **values).content.decode()
    assert not ApiKey.objects.exists()


def test_a_change_keeps_the_key(publisher, key):
    publisher.post(f"{LIST}{key.pk}/change/", GOOD | {"name": "Portal", "scopes": ["dumps"], "times": "3"})
    held = ApiKey.objects.get()
    assert (held.name, held.scopes, held.times, held.digest) == ("Portal", ["dumps"], 3, key.digest)


def test_rotating_asks_and_then_shows_the_other(publisher, key):
    asked = publisher.get(f"{LIST}{key.pk}/rotate/").content.decode()
    assert "works for 7 days more" in asked
    assert ApiKey.objects.count() == 1
    page = publisher.post(f"{LIST}{key.pk}/rotate/", follow=True)
    made = ApiKey.objects.get(rotated_from=key)
    assert made.digest == hashlib.sha256(text_in(page)[0].encode()).hexdigest()
    listed = publisher.get(LIST).content.decode()
    assert "rotated, works for a while" in listed
    again = publisher.post(f"{LIST}{key.pk}/rotate/", follow=True).content.decode()
    assert "This key was rotated already." in again
    assert ApiKey.objects.count() == 2


def test_revoking_asks_why(publisher, key):
    for data in ({}, {"reason": " "}):
        page = publisher.post(f"{LIST}{key.pk}/revoke/", data)
        assert "This field is required" in page.content.decode()
    assert ApiKey.objects.get().revoked_at is None
    page = publisher.post(f"{LIST}{key.pk}/revoke/", {"reason": "lost"}, follow=True).content.decode()
    assert "It is refused from now on." in page
    held = ApiKey.objects.get()
    assert (held.revoked_because, held.revoked_by.username) == ("lost", "clerk of publisher")
    assert "Rotate" not in page
    assert key.prefix not in publisher.get(LIST).content.decode()
    assert key.prefix in publisher.get(f"{LIST}?state=revoked").content.decode()
    page = publisher.post(f"{LIST}{key.pk}/revoke/", {"reason": "again"}, follow=True).content.decode()
    assert "This key was revoked." in page
    assert publisher.post(f"{LIST}{key.pk}/change/", GOOD).status_code == 403


@pytest.mark.parametrize("path", ["{}/rotate/", "{}/revoke/", "{}/change/"])
def test_what_is_not_there_is_not_found(publisher, path):
    assert publisher.get(LIST + path.format(999), follow=True).status_code in (200, 404)
    assert publisher.post(LIST + path.format(999), {"reason": "x"}, follow=True).status_code in (200, 404)


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["of these refused", "Rotate", "Revoke"]), ("zh-CN", ["其中被拒绝", "更换", "吊销"])]
)
def test_its_use_is_shown_by_day(publisher, key, language, words):
    keys.record_usage({key.pk: (1234, 5, 6, 7)}, date(2026, 11, 21))
    keys.record_usage({key.pk: (1, 0, 0, 0)}, date(2026, 11, 22))
    page = publisher.get(f"{LIST}{key.pk}/change/", headers={"accept-language": language}).content.decode()
    rows = re.findall(r'<th scope="row">([0-9-]+)</th><td>(\d+)</td><td>(\d+)</td><td>(\d+)</td><td>(\d+)</td>', page)
    assert rows == [("2026-11-22", "1", "0", "0", "0"), ("2026-11-21", "1234", "5", "6", "7")]
    for word in words:
        assert word in page


def test_who_may_only_look_may_do_nothing(publisher, key):
    auditor = signed_in("auditor")
    assert auditor.get(LIST).status_code == 200
    page = auditor.get(f"{LIST}{key.pk}/change/").content.decode()
    assert key.prefix in page
    assert "/rotate/" not in page
    assert key.digest not in page
    assert auditor.get(f"{LIST}add/").status_code == 403
    for act in ("change", "rotate", "revoke"):
        assert auditor.post(f"{LIST}{key.pk}/{act}/", GOOD | {"reason": "x"}).status_code == 403
    held = ApiKey.objects.get()
    assert (held.name, held.revoked_at) == (key.name, None)


@pytest.mark.parametrize("role", ["editor", "reviewer", "policy editor"])
def test_others_see_none(key, role):
    clerk = signed_in(role)
    for path in ("", "add/", f"{key.pk}/change/", f"{key.pk}/rotate/", f"{key.pk}/revoke/"):
        assert clerk.get(LIST + path).status_code == 403, path
    assert "apikey" not in clerk.get("/admin/").content.decode()


def test_it_is_revoked_not_deleted(admin_client, key):
    assert admin_client.get(f"{LIST}{key.pk}/delete/").status_code == 403


def test_the_administrator_issues_them_too(admin_client):
    assert text_in(add(admin_client))


def test_the_list_takes_a_fixed_number_of_queries(publisher, key, django_assert_max_num_queries):
    for _time in range(5):
        add(publisher)
    with django_assert_max_num_queries(12):
        assert publisher.get(LIST).content.decode().count("Job portal") >= 6
