"""What is told to an address from which too many sign-ins have failed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Called by django-axes. The right password is refused too, so that guessing teaches nothing."""
    wait = int(settings.AXES_COOLOFF_TIME.total_seconds())
    context = {
        "site_title": admin.site.site_title,
        "site_header": admin.site.site_header,
        "title": _("Too many attempts to sign in"),
        "explanation": _("Sign-in from your address is closed for %(minutes)s minutes. Then try again.")
        % {"minutes": wait // 60},
    }
    answer = render(request, "registry/message.html", context, status=429)
    answer["Retry-After"] = str(wait)
    return answer
