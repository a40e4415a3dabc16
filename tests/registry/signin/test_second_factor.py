"""The second factor: nobody uses the admin with a password alone, and a code is good once."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import CommandError
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.served import Client

pytestmark = pytest.mark.django_db

PAGE, ADMIN = "/admin/second-factor", "/admin/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True
    with time_machine.travel(1_795_000_000, tick=False) as now:
        yield now


@pytest.fixture
def clerk():
    return User.objects.create_user("wang", is_staff=True)


def signed_in(user, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def code_of(user) -> str:
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key):06}"


def enrol(user) -> tuple[Client, list[str]]:
    client = signed_in(user)
    client.get(PAGE)
    page = client.post(PAGE, {"code": code_of(user)}).content.decode()
    codes = re.search(r'id="recovery-codes">(.*?)</pre>', page, re.DOTALL)
    return client, codes[1].split()


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "用身份验证器应用扫描"), ("en", "Scan this")])
def test_it_works(clerk, language, word):
    client = signed_in(clerk, language)
    answer = client.get("/admin/occupations/item/?q=1")
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?next=/admin/occupations/item/%3Fq%3D1")
    page = client.get(answer["Location"])
    text = page.content.decode()
    assert word in text
    assert 'src="data:image/png;base64,' in text
    assert "style=" not in text
    assert "<script>" not in text
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert len(re.search(r'id="secret">(.*?)</pre>', text)[1].replace(" ", "")) == 32
    answer = client.post(f"{PAGE}?next=/admin/password_change/", {"code": code_of(clerk)})
    assert len(StaticToken.objects.all()) == 10
    assert 'href="/admin/password_change/"' in answer.content.decode()
    assert client.get(ADMIN).status_code == 200


def test_without_the_setting_nobody_is_asked(clerk, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    assert signed_in(clerk).get(ADMIN).status_code == 200


def test_the_second_sign_in_asks_for_a_code_and_shows_no_secret(clerk, required):
    enrol(clerk)
    required.shift(30)
    client = signed_in(clerk)
    text = client.get(PAGE).content.decode()
    assert 'id="secret"' not in text
    assert "data:image" not in text
    answer = client.post(f"{PAGE}?next=/admin/password_change/", {"code": code_of(clerk)})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/password_change/")
    assert client.get(ADMIN).status_code == 200


def test_a_code_is_good_once(clerk):
    enrol(clerk)
    client = signed_in(clerk)
    assert client.post(PAGE, {"code": code_of(clerk)}).status_code == 200
    assert client.get(ADMIN).status_code == 302


@pytest.mark.parametrize("code", ["", "000000", "x" * 100, "１２３４５６", "-1", "\x00", "' OR 1=1 --"])
def test_a_wrong_code_is_refused(clerk, code):
    client = signed_in(clerk)
    client.get(PAGE)
    page = client.post(PAGE, {"code": code})
    assert "This code is not right" in page.content.decode()
    assert client.get(ADMIN).status_code == 302
    assert not TOTPDevice.objects.get().confirmed


def test_wrong_codes_make_one_wait(clerk, required):
    enrol(clerk)
    client = signed_in(clerk)
    required.shift(30)
    for _time in range(3):
        client.post(PAGE, {"code": "000000"})
    assert client.post(PAGE, {"code": code_of(clerk)}).status_code == 200
    required.shift(30)
    assert client.post(PAGE, {"code": code_of(clerk)}).status_code == 302


def test_a_recovery_code_is_good_once(clerk):
    _client, codes = enrol(clerk)
    assert len(set(codes)) == 10
    assert signed_in(clerk).post(PAGE, {"code": codes[0].upper()}).status_code == 302
    assert signed_in(clerk).post(PAGE, {"code": codes[0]}).status_code == 200


def test_another_s_recovery_code_does_not_help(clerk):
    _client, codes = enrol(clerk)
    other = User.objects.create_user("li", is_staff=True)
    client = signed_in(other)
    client.get(PAGE)
    assert "This code is not right" in client.post(PAGE, {"code": codes[0]}).content.decode()
    assert client.get(ADMIN).status_code == 302


def test_a_session_from_before_enrolment_must_verify_too(clerk):
    before = signed_in(clerk)
    enrol(clerk)
    assert before.get(ADMIN).status_code == 302


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", PAGE])
def test_nobody_is_led_away(clerk, wanted):
    client = signed_in(clerk)
    client.get(PAGE)
    page = client.post(f"{PAGE}?next={wanted}", {"code": code_of(clerk)}).content.decode()
    assert 'class="button" href="/admin/"' in page


def test_who_is_not_signed_in_signs_in_first():
    assert Client().get(PAGE)["Location"] == f"/admin/login/?next={PAGE}"
    assert signed_in(User.objects.create_user("visitor")).get(PAGE)["Location"].startswith("/admin/login/")


def test_one_may_sign_out_instead(clerk):
    client = signed_in(clerk)
    assert client.post("/admin/logout/").status_code == 200
    assert client.get(PAGE)["Location"].startswith("/admin/login/")


def test_who_has_lost_everything_enrols_anew(clerk, run):
    client, _codes = enrol(clerk)
    assert "Forgotten: 2 devices of wang." in run("reset_second_factor", "wang")
    assert client.get(ADMIN).status_code == 302
    assert 'id="secret"' in client.get(PAGE).content.decode()
    with pytest.raises(CommandError, match="no user"):
        run("reset_second_factor", "nobody")
