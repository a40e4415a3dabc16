"""What a page for people says while the database does not answer; the API says it in registry/http/problems.py."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from registry.http import problems
from registry.http.availability import DID_NOT_ANSWER, RETRY_AFTER, does_not_answer
from registry.http.negotiation import API_PATHS


def without_database(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what the entrance knows to be in vain is not tried."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return unavailable_page() if DID_NOT_ANSWER in request.META else get_response(request)

    return middleware


def server_error_page(request: HttpRequest) -> HttpResponse:
    """Django's handler500 of pages; it is called while the error is handled."""
    if request.path.startswith(API_PATHS) or not does_not_answer(sys.exception()):
        return problems.server_error_page(request)
    return unavailable_page()


def unavailable_page() -> HttpResponse:
    context = {
        "site_title": admin.site.site_title,
        "site_header": admin.site.site_header,
        "title": problems.CATALOGUE["unavailable"].title,
        "explanation": _("Try again in a moment, and look then whether what you sent last was saved."),
    }
    # Without the request, whose user the database would be asked for.
    page = HttpResponse(render_to_string("registry/message.html", context), status=503)
    page["Retry-After"] = str(RETRY_AFTER)
    page["Cache-Control"] = "no-store"
    return page
