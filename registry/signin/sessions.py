"""How long a session of the admin holds: not past its age, and not while nobody uses it."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

BEGAN, USED = "session-began", "session-used"
NOTED_EVERY = 60
"""Seconds: not every request writes the session."""


def session_limits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. The API never looks at a session, so only the admin's pages are looked at."""
    admin = reverse("admin:index")

    def middleware(request: HttpRequest) -> HttpResponse:
        signed_in = request.path.startswith(admin) and settings.SESSION_COOKIE_NAME in request.COOKIES
        if signed_in and auth.SESSION_KEY in request.session:
            _look_at(request, time.time())
        return get_response(request)

    return middleware


def _look_at(request: HttpRequest, now: float) -> None:
    began, used = request.session.get(BEGAN, now), request.session.get(USED, now)
    if now - began >= settings.SESSION_COOKIE_AGE or now - used >= settings.SESSION_IDLE:
        auth.logout(request)
        messages.info(request, _("You were signed out, as nothing had been done for a while. Please sign in again."))
    elif now - used >= NOTED_EVERY or BEGAN not in request.session:
        request.session[BEGAN], request.session[USED] = began, now
