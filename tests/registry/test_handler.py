"""The API is answered without the middleware of pages, and says the same as with it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from tests.registry.entrance import Visitor

ADDRESSES = ["/tree?depth=1", "/occupations?x=1", "/occupations/4-77-77-77?lang=en", "/nowhere", "/tree/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_says_what_the_whole_stack_says(address):
    lean, whole = Visitor()(address), Visitor(django=WSGIHandler())(address)
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


def test_it_is_a_part_of_the_stack_in_the_same_order():
    assert [name for name in settings.MIDDLEWARE if name in settings.API_MIDDLEWARE] == settings.API_MIDDLEWARE
