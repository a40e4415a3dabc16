"""Signing in: in both languages, limited by address, with strong passwords, and not for ever."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.checks import run_checks

from tests.served import Client

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery 9"
LOGIN, ADMIN = "/admin/login/", "/admin/"


@pytest.fixture(autouse=True)
def clerk():
    return User.objects.create_user("wang", password=PASSWORD, is_staff=True)


def visitor(language: str = "en") -> Client:
    return Client(headers={"accept-language": language})


def sign_in(client: Client, password: str = PASSWORD, name: str = "wang", **extra):
    return client.post(LOGIN, {"username": name, "password": password}, **extra)


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "登录"), ("en", "Log in")])
def test_it_works(language, word):
    client = visitor(language)
    page = client.get(ADMIN, follow=True)
    assert word in page.content.decode()
    answer = sign_in(client)
    assert (answer.status_code, client.get(ADMIN).status_code) == (302, 200)
    client.post("/admin/logout/")
    assert client.get(ADMIN).status_code == 302


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "登录失败次数过多"), ("en", "Too many attempts")])
def test_after_ten_failures_the_address_waits(language, word):
    with time_machine.travel("2026-11-21T12:00:00+08:00", tick=False):
        for number in range(9):
            assert sign_in(visitor(), "wrong", name=f"name-{number}").status_code == 200
        answer = sign_in(visitor(language), "wrong")
        assert (answer.status_code, answer["Retry-After"]) == (429, "900")
        assert word in answer.content.decode()
        # The right password is refused too, and other addresses are not concerned.
        assert sign_in(visitor()).status_code == 429
        assert sign_in(visitor(), REMOTE_ADDR="10.0.0.2").status_code == 302
    with time_machine.travel("2026-11-21T12:14:00+08:00", tick=False):
        assert sign_in(visitor()).status_code == 429
    with time_machine.travel("2026-11-21T12:16:00+08:00", tick=False):
        assert sign_in(visitor()).status_code == 302


def test_a_success_begins_the_count_anew():
    for _round in range(2):
        for _number in range(9):
            sign_in(visitor(), "wrong")
        assert sign_in(visitor()).status_code == 302


def test_a_header_does_not_change_the_address_unless_behind_a_proxy(settings):
    for number in range(10):
        sign_in(visitor(), "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    assert sign_in(visitor(), HTTP_X_FORWARDED_FOR="10.9.9.9").status_code == 429
    settings.BEHIND_PROXY = True
    assert sign_in(visitor(), HTTP_X_FORWARDED_FOR="10.9.9.9").status_code == 302


@pytest.mark.parametrize("password", ["short", "123456789012", "password1234", "wang.the.clerk"])
def test_a_weak_password_is_refused(clerk, password):
    clerk.email = "wang.the.clerk@example.org"
    clerk.save()
    client = visitor()
    client.force_login(clerk)
    told = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    page = client.post("/admin/password_change/", told)
    assert "errorlist" in page.content.decode()
    chinese = client.get("/admin/password_change/", headers={"accept-language": "zh-CN"}).content.decode()
    assert "密码至少要有 12 个字符。" in chinese
    assert "password must" not in chinese
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(("idle", "signed_in"), [(3599, True), (3600, False)])
def test_a_session_that_nobody_uses_ends(clerk, idle, signed_in):
    client = visitor()
    with time_machine.travel(1_795_000_000, tick=False) as now:
        sign_in(client)
        client.get(ADMIN)
        now.shift(idle)
        page = client.get(ADMIN, follow=True)
        assert ("Welcome" in page.content.decode()) is signed_in
        assert ("You were signed out" in page.content.decode()) is not signed_in


def test_a_session_ends_after_half_a_day_however_much_it_is_used(clerk):
    client = visitor()
    with time_machine.travel(1_795_000_000, tick=False) as now:
        sign_in(client)
        pages = []
        for _half_hour in range(26):
            pages.append(client.get(ADMIN).status_code)
            now.shift(1800)
    assert pages == [200] * 24 + [302, 302]


def test_cookies_are_for_this_site_alone(settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = visitor()
    sign_in(client)
    session, token = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert (session["samesite"], session["httponly"], session["secure"], session["max-age"]) == ("Lax", True, True, "")
    assert (token["samesite"], token["httponly"], token["secure"]) == ("Strict", True, True)


def test_a_post_without_its_token_is_refused():
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403


def test_the_api_never_looks_at_a_session(clerk, django_assert_num_queries):
    client = visitor()
    client.force_login(clerk)
    with django_assert_num_queries(1) as asked:
        assert client.get("/api/v1/problems").status_code == 200
    assert "revision" in asked[0]["sql"]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, None),
        ({"SECRET_KEY": "secret"}, "registry.E003"),
        ({"HTTPS": True, "ALLOWED_HOSTS": ["*"]}, "registry.E004"),
        ({"SESSION_IDLE": 10}, "registry.E005"),
        ({"SESSION_IDLE": 10**6}, "registry.E005"),
        ({"SUBMISSIONS_PER_HOUR": 0}, "registry.E006"),
        ({"LIMIT_FACTOR": 0}, "registry.E007"),
        ({"LIMIT_FACTOR": 10**7}, "registry.E007"),
        ({"THREADS": 3}, "registry.E008"),
        ({"STALE_IF_ERROR": -1}, "registry.E009"),
        ({"LOCK_TIMEOUT": -0.5}, "registry.E009"),
        ({"BEHIND_PROXY": True}, "registry.W001"),
    ],
)
def test_bad_settings_are_told(settings, changed, found):
    for name, value in changed.items():
        setattr(settings, name, value)
    assert [told.id for told in run_checks() if told.id.startswith("registry.")] == ([found] if found else [])


def test_tables_of_the_libraries_are_not_in_the_admin(admin_client):
    page = admin_client.get(ADMIN, headers={"accept-language": "zh-CN"}).content.decode()
    for word in ("Axes", "axes", "TOTP", "Static devices"):
        assert word not in page
