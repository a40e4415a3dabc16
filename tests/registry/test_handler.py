"""The API is answered without the middleware of pages, and says the same as with it."""

from __future__ import annotations

import pytest
from django.contrib.admin import ModelAdmin
from django.core.checks import run_checks
from django.core.handlers.wsgi import WSGIHandler

from tests.registry.entrance import Visitor

pytestmark = pytest.mark.django_db

ADDRESSES = ["/tree?depth=1", "/occupations?x=1", "/occupations/4-77-77-77?lang=en", "/nowhere", "/tree/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_says_what_the_whole_stack_says(address):
    lean, whole = (visitor(address) for visitor in both())
    assert (lean.status, lean.body, told(lean)) == (whole.status, whole.body, told(whole))
    assert lean["x-frame-options"] == "DENY"


@pytest.mark.parametrize("address", ADDRESSES)
def test_cookies_are_nothing_to_it(address):
    visitor = Visitor()
    without, with_them = visitor(address), visitor(address, cookie="sessionid=x; django_language=en; csrftoken=x")
    assert (without.status, without.body, told(without)) == (with_them.status, with_them.body, told(with_them))


def told(answer):
    return {name: value for name, value in answer.headers.items() if name not in ("x-request-id", "ratelimit")}


def test_a_post_needs_no_token():
    answer = Visitor()("/codes/migrate", "POST", b"[]", content_type="application/json")
    assert answer.status in (200, 400)
    assert "csrf" not in answer.body.decode().lower()


def test_pages_have_all_of_it():
    visitor = Visitor()
    answer = visitor("/admin/login/")
    assert answer.status == 200
    assert "csrftoken" in answer["set-cookie"]


def test_a_host_that_is_not_ours_is_refused_as_everywhere():
    lean, whole = (visitor("/tree?depth=1", host="elsewhere.example") for visitor in both())
    assert (lean.status, lean.body) == (whole.status, whole.body)
    assert told(lean).items() >= told(whole).items()
    assert (lean.status, lean["x-frame-options"]) == (400, "DENY")


def test_over_tls_it_says_so_and_without_it_leads_there(settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    lean, whole = (visitor("/tree?depth=1", x_forwarded_proto="https") for visitor in both())
    assert (lean.status, lean.body, told(lean)) == (whole.status, whole.body, told(whole))
    assert lean["strict-transport-security"].startswith("max-age=31536000")
    for visitor in both():
        led = visitor("/tree?depth=1", x_forwarded_proto="http")
        assert (led.status, led["location"]) == (301, "https://localhost/api/v1/tree?depth=1")
        assert "strict-transport-security" not in led.headers


def both():
    return Visitor(), Visitor(django=WSGIHandler())


ASKING = """
import io, json, sys
from registry.wsgi import application

def ask(path):
    said = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": "localhost"}
    environ |= {"REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "x", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}
    environ |= {"SERVER_PROTOCOL": "HTTP/1.1", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr}
    b"".join(application(environ, lambda status, headers, exc_info=None: said.append(status)))
    heavy = ["openpyxl", "cryptography", "registry.urls", "occupations.admin", "policies.admin"]
    return [said[0], *(name for name in heavy if name in sys.modules)]

print(json.dumps([ask(path) for path in ("/api/v1/problems", "/api/v1/nowhere", "/openapi.json", "/docs")]))
"""


def test_a_process_that_answers_the_api_alone_has_no_admin(own):
    answers = own.python(ASKING)
    assert answers[:3] == [["200 OK"], ["404 Not Found"], ["200 OK"]]
    assert answers[3][0] == "200 OK"
    assert {"registry.urls", "occupations.admin", "policies.admin"} <= {*answers[3]}


def test_the_forms_of_the_admin_are_checked_though_they_come_late(monkeypatch):
    monkeypatch.setattr(ModelAdmin, "list_display", ["nothing_of_that_name"])
    assert "admin.E108" in {told.id for told in run_checks(tags=["admin"])}
