"""Signatures: held against the library of Standard Webhooks."""

import base64
from datetime import UTC, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from occupations.webhooks import signing

AT = datetime(2026, 11, 22, 9, 0, 0, 999_999, tzinfo=UTC)


def test_it_works():
    secret = signing.new_secret()
    headers = signing.headers([secret], "evt_1", AT, b'{"a":1}')
    with time_machine.travel(AT):
        assert Webhook(secret).verify(b'{"a":1}', headers) == {"a": 1}


@given(body=st.text(), key=st.binary(min_size=24, max_size=64), instant=st.integers(1, 4_000_000_000))
def test_the_library_signs_alike(body, key, instant):
    secret = signing.PREFIX + base64.b64encode(key).decode()
    ours = signing.signature(secret, "evt_1", instant, body.encode())
    assert ours == Webhook(secret).sign("evt_1", datetime.fromtimestamp(instant, UTC), body)


def test_after_a_rotation_both_secrets_verify_and_no_other():
    old, new = signing.new_secret(), signing.new_secret()
    headers = signing.headers([new, old], "evt_1", AT, b"{}")
    with time_machine.travel(AT):
        for secret in (old, new):
            Webhook(secret).verify(b"{}", headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(signing.new_secret()).verify(b"{}", headers)


@pytest.mark.parametrize(
    "change",
    [{"webhook-id": "evt_2"}, {"webhook-timestamp": str(int(AT.timestamp()) + 1)}],
    ids=["another id", "another time"],
)
def test_id_and_time_are_signed(change):
    secret = signing.new_secret()
    headers = signing.headers([secret], "evt_1", AT, b"{}") | change
    with time_machine.travel(AT), pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(b"{}", headers)


def test_secrets_are_long_enough_and_never_the_same():
    secrets = {signing.new_secret() for _turn in range(50)}
    assert len(secrets) == 50
    assert {len(base64.b64decode(secret.removeprefix("whsec_"))) for secret in secrets} == {32}
