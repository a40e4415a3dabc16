"""The second factor: with REQUIRE_SECOND_FACTOR nobody uses the admin without a code of their authenticator app.

Who has none yet is led to enrolment first, and gets recovery codes for the day on which the app is lost.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from typing import Any

import django_otp
import segno
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

RECOVERY_CODES = 10
# Pages of the admin that are open without it.
OPEN = ("login", "logout", "jsi18n", "second-factor")


class SecondFactorMiddleware:
    """Leads everybody who has signed in with a password alone to the page of the second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not settings.REQUIRE_SECOND_FACTOR or not request.path.startswith(reverse("admin:index")):
            return None
        if request.resolver_match.url_name in OPEN:
            return None
        if not request.user.is_authenticated or request.user.is_verified():
            return None
        return redirect_to_login(request.get_full_path(), reverse("second-factor"))


@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: Any) -> HttpResponse:
    """Asks for a code; of who has no authenticator app enrolled, with the secret to enrol one."""
    here = request.get_full_path()
    if not admin.site.has_permission(request):
        return redirect_to_login(here, reverse("admin:login"))
    if request.user.is_verified():
        return HttpResponseRedirect(_next(request))
    enrolled = TOTPDevice.objects.devices_for_user(request.user, confirmed=True).first()
    device = enrolled or _fresh_device(request.user)
    error = ""
    if request.method == "POST":
        code = "".join(request.POST.get("code", "").split())
        if used := _verify(request.user, device, code):
            codes = [] if enrolled else _recovery_codes(request.user)
            request.session.cycle_key()
            django_otp.login(request, used)
            return _page(request, {"codes": codes}) if codes else HttpResponseRedirect(_next(request))
        error = _("This code is not right, or was used already, or came too soon after a wrong one. Wait for the next.")
    context: dict[str, Any] = {"asked": True, "error": error}
    if not enrolled:
        secret = b32encode(device.bin_key).decode()
        context["secret"] = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
        context["picture"] = segno.make(device.config_url, error="m").png_data_uri(scale=5)
    return _page(request, context)


@transaction.atomic
def _fresh_device(user: Any) -> TOTPDevice:
    """The secret that is being enrolled; the same until a code has confirmed it."""
    held = TOTPDevice.objects.devices_for_user(user, confirmed=False).first()
    return held or TOTPDevice.objects.create(user=user, name="app", confirmed=False)


@transaction.atomic
def _verify(user: Any, device: TOTPDevice, code: str) -> TOTPDevice | StaticDevice | None:
    """The device that accepts the code. Locked: a code is good once."""
    locked = TOTPDevice.objects.select_for_update().get(pk=device.pk)
    if code.isascii() and code.isdigit() and locked.verify_token(code):
        if not locked.confirmed:
            locked.confirmed = True
            locked.save(update_fields=["confirmed"])
        return locked
    recovery = StaticDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
    if locked.confirmed and recovery and not code.isdigit() and recovery.verify_token(code.lower()):
        return recovery
    return None


@transaction.atomic
def _recovery_codes(user: Any) -> list[str]:
    """Each good for one sign-in; those made earlier are good no longer."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return codes


def _next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    known = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if known and wanted != reverse("second-factor") else reverse("admin:index")


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    words = {
        "title": _("Second factor"),
        "site_title": admin.site.site_title,
        "site_header": admin.site.site_header,
        "enrol": _(
            "Scan this with an authenticator app, or type the secret into it; then enter the code that it shows."
        ),
        "ask": _("Enter the code that your authenticator app shows, or one of your recovery codes."),
        "code_label": _("Code"),
        "go_on": _("Go on"),
        "sign_out": _("Log out"),
        "picture_text": _("QR code of the secret"),
        "note_codes": _("Note these recovery codes now. Each lets you in once, should the app be lost."),
        "noted": _("I have noted them"),
        "next": _next(request),
    }
    return render(request, "registry/second_factor.html", {**words, **context})
