"""Webhooks in the admin: entering, refusing, the secret shown once, and what an operator may do."""

from __future__ import annotations

import base64
import re
import socket

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User

from occupations.models import WebhookEvent, WebhookSubscription
from tests.served import Client

LIST = "/admin/occupations/webhooksubscription/"
GOOD = {"name": "Statistics office", "url": "https://receiver.example/hook", "event_types": [], "codes": ""}


@pytest.fixture(autouse=True)
def names(monkeypatch):
    """What the system's look-up says of each name."""
    known = {"receiver.example": ["1.1.1.1"], "inner.example": ["10.0.0.7"], "both.example": ["1.1.1.1", "10.0.0.7"]}
    look_up = socket.getaddrinfo

    def getaddrinfo(host, port, **options):
        if host in known:
            return [(2, 1, 6, "", (address, port)) for address in known[host]]
        if host.endswith(".example"):
            raise socket.gaierror(-2, "Name or service not known")
        return look_up(host, port, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return known


@pytest.fixture
def admin(admin_user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(admin_user)
    return client


def add(admin, **values):
    return admin.post(f"{LIST}add/", GOOD | values, follow=True)


def do(admin, action, *subscriptions, **values):
    data = {"action": action, "_selected_action": [s.pk for s in subscriptions], **values}
    return admin.post(LIST, data, follow=True)


@pytest.fixture
def subscription(admin):
    add(admin)
    admin.get(f"{LIST}secret/")
    return WebhookSubscription.objects.get()


def secret_in(page):
    return re.search(r"whsec_[\w+/=]+", page.content.decode())


def test_it_works(admin):
    page = add(admin, codes="4-01, 2-02-01-01\n4-01；6-01", event_types=["batch.announced", "batch.effective"])
    made = WebhookSubscription.objects.get()
    assert made.codes == ["2-02-01-01", "4-01", "6-01"]
    assert made.event_types == ["batch.announced", "batch.effective"]
    assert made.created_by.username == "admin"
    assert made.position == WebhookEvent.objects.latest("id").id
    assert secret_in(page)[0] == made.secret
    assert len(base64.b64decode(made.secret.removeprefix("whsec_"))) == 32


def test_the_secret_is_shown_once(admin):
    assert secret_in(add(admin))
    again = admin.get(f"{LIST}secret/", follow=True)
    assert "has been shown already" in again.content.decode()
    pk = WebhookSubscription.objects.get().pk
    for path in ("", f"{pk}/change/", f"{pk}/history/", "secret/", "?q=whsec"):
        page = admin.get(LIST + path, follow=True)
        assert not secret_in(page), path
    assert "whsec_" not in " ".join(LogEntry.objects.values_list("change_message", flat=True))
    assert "whsec_" not in str(admin.cookies)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://receiver.example/hook", "Only https"),
        ("https://127.0.0.1/hook", "127.0.0.1 = 127.0.0.1"),
        ("https://10.0.0.1:8443/hook", "10.0.0.1 = 10.0.0.1"),
        ("https://[::1]/hook", "::1 = ::1"),
        ("https://169.254.169.254/latest/meta-data", "169.254.169.254"),
        ("https://[::ffff:10.0.0.1]/hook", "not an address of the public internet"),
        ("https://localhost/hook", "WEBHOOK_ALLOW_PRIVATE=true"),
        ("https://inner.example/hook", "inner.example = 10.0.0.7"),
        ("https://both.example/hook", "both.example = 10.0.0.7"),
        ("https://nowhere.example/hook", "not known: nowhere.example"),
        ("receiver.example/hook", "Give an address such as"),
        ("javascript:alert(1)", "Give an address such as"),
        ("https://user:word@receiver.example/", "Give an address such as"),
        ("https://receiver.example/" + "a" * 500, "at most 500"),
    ],
)
def test_an_address_that_may_not_be_called_is_refused_with_advice(admin, url, told):
    page = add(admin, url=url)
    assert told in page.content.decode()
    assert not WebhookSubscription.objects.exists()


def test_a_private_address_is_taken_where_it_is_allowed(admin, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    add(admin, url="http://inner.example:8000/hook")
    assert WebhookSubscription.objects.get().url == "http://inner.example:8000/hook"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"codes": "4-01 4-1 abc"}, "Not codes: 4-1, abc"),
        ({"event_types": ["batch.exploded"]}, "batch.exploded is not one of"),
        ({"name": ""}, "This field is required"),
        ({"url": ""}, "This field is required"),
    ],
)
def test_what_else_is_refused(admin, values, told):
    assert told in add(admin, **values).content.decode()
    assert not WebhookSubscription.objects.exists()


def test_a_change_keeps_secret_and_place_and_looks_at_the_address_again(admin, subscription, names):
    page = admin.get(f"{LIST}{subscription.pk}/change/").content.decode()
    assert "How it goes" in page
    admin.post(f"{LIST}{subscription.pk}/change/", GOOD | {"name": "Office", "codes": "4-01"})
    changed = WebhookSubscription.objects.get()
    assert (changed.name, changed.codes, changed.secret) == ("Office", ["4-01"], subscription.secret)
    names["receiver.example"] = ["10.0.0.1"]
    page = admin.post(f"{LIST}{subscription.pk}/change/", GOOD | {"name": "Other"})
    assert "receiver.example = 10.0.0.1" in page.content.decode()
    assert WebhookSubscription.objects.get().name == "Office"


def test_the_list_shows_how_it_goes(admin, subscription):
    WebhookSubscription.objects.update(
        state="failed", failures=12, last_error_kind="status", last_error_detail="503", last_delivered=1
    )
    for language, words in (
        ("en", ["disabled after days of failure", "answered 503", "edition.published"]),
        ("zh-CN", ["连续多日失败，已停用", "对方回应 503"]),
    ):
        page = admin.get(LIST, headers={"accept-language": language}).content.decode()
        for word in words:
            assert word in page


def test_disable_and_enable(admin, subscription):
    do(admin, "disable", subscription)
    assert WebhookSubscription.objects.get().state == "disabled"
    do(admin, "enable", subscription)
    assert WebhookSubscription.objects.get().state == "active"
    history = admin.get(f"{LIST}{subscription.pk}/history/").content.decode()
    assert "Disabled." in history
    assert "Enabled." in history


def test_a_new_secret(admin, subscription):
    page = do(admin, "rotate_secret", subscription)
    held = WebhookSubscription.objects.get()
    assert held.secret != subscription.secret
    assert held.former_secret == subscription.secret
    assert secret_in(page)[0] == held.secret


def test_a_new_secret_for_one_at_a_time(admin, subscription):
    add(admin, name="Another")
    page = do(admin, "rotate_secret", *WebhookSubscription.objects.all())
    assert "Select one subscription" in page.content.decode()
    assert not WebhookSubscription.objects.exclude(former_secret="").exists()


def test_deliver_from_a_revision_asks_which(admin, subscription):
    page = do(admin, "deliver_from", subscription).content.decode()
    assert "From revision" in page
    assert subscription.name in page
    assert WebhookSubscription.objects.get().position == subscription.position
    page = do(admin, "deliver_from", subscription, revision="3").content.decode()
    assert f"{WebhookEvent.objects.count() - 2} events are gone through in order" in page
    assert WebhookSubscription.objects.get().position == WebhookEvent.objects.get(revision=3).id - 1


@pytest.mark.parametrize("revision", ["", "0", "-1", "x", "999999", "9" * 30])
def test_a_revision_that_is_not_there_is_asked_for_again(admin, subscription, revision):
    page = do(admin, "deliver_from", subscription, revision=revision)
    assert page.status_code == 200
    assert "errorlist" in page.content.decode()
    assert WebhookSubscription.objects.get().position == subscription.position


def test_who_may_only_look_may_do_nothing(subscription):
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_webhooksubscription"))
    client = Client(headers={"accept-language": "en"})
    client.force_login(clerk)
    assert client.get(LIST).status_code == 200
    page = client.get(f"{LIST}{subscription.pk}/change/")
    assert page.status_code == 200
    assert not secret_in(page)
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{subscription.pk}/change/", GOOD).status_code == 403
    for action in ("disable", "rotate_secret", "deliver_from"):
        do(client, action, subscription, revision="1")
    held = WebhookSubscription.objects.get()
    assert (held.state, held.secret, held.position) == ("active", subscription.secret, subscription.position)


def test_it_is_disabled_not_deleted(admin, subscription):
    assert admin.get(f"{LIST}{subscription.pk}/delete/").status_code == 403
    assert "Delete selected" not in admin.get(LIST).content.decode()


def test_events_are_read_only(admin):
    page = admin.get("/admin/occupations/webhookevent/")
    assert "edition.published" in page.content.decode()
    assert admin.get("/admin/occupations/webhookevent/add/").status_code == 403
    event = WebhookEvent.objects.first()
    for search in ("9" * 30, "x", "'", "%00"):
        assert admin.get(f"/admin/occupations/webhookevent/?q={search}").status_code == 200
    found = admin.get(f"/admin/occupations/webhookevent/?q={event.message_id}").content.decode()
    assert "1 webhook event" in found
