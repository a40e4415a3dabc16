"""Keys are issued, changed, rotated and revoked; of their text nothing is kept; their use is added up by day."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from occupations.actions import keys
from occupations.actions.revise import Conflict
from occupations.models import ApiKey, KeyUsage
from occupations.models.keys import keys_by_digest

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
TERMS = {"name": "Job portal", "contact": "it@portal.example", "scopes": ["dumps", "read"], "times": None}
NEXT_YEAR = NOW + timedelta(days=365)


@pytest.fixture
def clerk():
    return User.objects.create_user("clerk")


@pytest.fixture
def issued(clerk):
    return keys.issue(**TERMS, expires_at=NEXT_YEAR, by=clerk, now=NOW)


def live(text):
    """What the entrance is told of a key."""
    return keys_by_digest().get(hashlib.sha256(text.encode()).hexdigest())


def test_it_works(issued, clerk):
    key, text = issued
    assert text.startswith(key.prefix + "_")
    assert key.prefix.startswith("ork_")
    assert len(bytes.fromhex(text.removeprefix(key.prefix + "_"))) == 32
    assert (key.scopes, key.times, key.issued_by, key.issued_at) == (["read", "dumps"], None, clerk, NOW)
    assert live(text) == (key.pk, ["read", "dumps"], None, NEXT_YEAR.timestamp(), False)
    assert live(text + "0") is None


def test_of_its_text_nothing_is_kept(issued):
    key, text = issued
    secret = text.removeprefix(key.prefix + "_")
    assert not any(secret in str(value) for row in ApiKey.objects.values() for value in row.values())


def test_no_two_are_alike(clerk):
    made = [keys.issue(**TERMS, expires_at=None, by=clerk, now=NOW) for _time in range(20)]
    assert len({key.prefix for key, _text in made}) == len({text for _key, text in made}) == 20


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"contact": ""}, "contact"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["read", "write"]}, "scopes"),
        ({"times": 0}, "times"),
        ({"times": keys.MOST_TIMES + 1}, "times"),
        ({"expires_at": NOW}, "expires_at"),
    ],
)
def test_what_cannot_be_is_refused(clerk, wrong, field):
    with pytest.raises(ValidationError) as refused:
        keys.issue(**{**TERMS, "expires_at": None, **wrong}, by=clerk, now=NOW)
    assert list(refused.value.message_dict) == [field]
    assert not ApiKey.objects.exists()


def test_a_change_keeps_the_text(issued):
    key, text = issued
    keys.change(key, name="Portal", contact="new@portal.example", scopes=["batch"], times=50)
    assert live(text) == (key.pk, ["batch"], 50, NEXT_YEAR.timestamp(), False)
    assert (key.name, key.contact) == ("Portal", "new@portal.example")


def test_after_a_rotation_both_work_for_a_while(issued, clerk):
    key, text = issued
    made, fresh = keys.rotate(key, by=clerk, now=NOW)
    assert made.rotated_from == key
    assert (made.name, made.contact, made.scopes, made.times) == (key.name, key.contact, key.scopes, key.times)
    assert live(fresh)[3] == NEXT_YEAR.timestamp()
    assert live(text)[3] == (NOW + keys.BOTH_WORK).timestamp()
    with pytest.raises(Conflict):
        keys.rotate(key, by=clerk, now=NOW)


def test_a_rotation_prolongs_nothing(clerk):
    soon = NOW + timedelta(days=2)
    key, text = keys.issue(**TERMS, expires_at=soon, by=clerk, now=NOW)
    _made, fresh = keys.rotate(key, by=clerk, now=NOW)
    assert live(text)[3] == live(fresh)[3] == soon.timestamp()
    endless, text = keys.issue(**TERMS, expires_at=None, by=clerk, now=NOW)
    _made, fresh = keys.rotate(endless, by=clerk, now=NOW)
    assert (live(text)[3], live(fresh)[3]) == ((NOW + keys.BOTH_WORK).timestamp(), None)


def test_what_is_over_is_not_rotated(issued, clerk):
    key, _text = issued
    with pytest.raises(Conflict):
        keys.rotate(key, by=clerk, now=NEXT_YEAR)
    keys.revoke(key, reason="lost", by=clerk, now=NOW)
    with pytest.raises(Conflict):
        keys.rotate(key, by=clerk, now=NOW)


def test_revoked_it_is_over_for_good(issued, clerk):
    key, text = issued
    with pytest.raises(ValidationError):
        keys.revoke(key, reason="  ", by=clerk, now=NOW)
    keys.revoke(key, reason="lost", by=clerk, now=NOW)
    assert live(text)[4] is True
    assert (key.revoked_at, key.revoked_by, key.revoked_because) == (NOW, clerk, "lost")
    with pytest.raises(Conflict):
        keys.revoke(key, reason="again", by=clerk, now=NOW)
    with pytest.raises(Conflict):
        keys.change(key, **TERMS)
    assert ApiKey.objects.get().revoked_because == "lost"


def test_the_database_wants_to_know_who_revoked_it(issued):
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.update(revoked_at=NOW)


def test_its_use_is_added_up_by_day(issued):
    key, _text = issued
    keys.record_usage({key.pk: (5, 1, 0, 2), 999: (1, 1, 1, 1)}, date(2026, 11, 22))
    keys.record_usage({key.pk: (1, 0, 3, 0)}, date(2026, 11, 22))
    keys.record_usage({key.pk: (7, 0, 0, 0)}, date(2026, 11, 23))
    found = KeyUsage.objects.order_by("day").values_list("key", "day", "read", "batch", "dumps", "refused")
    assert list(found) == [
        (key.pk, date(2026, 11, 22), 6, 1, 3, 2),
        (key.pk, date(2026, 11, 23), 7, 0, 0, 0),
    ]
