"""A secret that an admin page shows to whoever made it, once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _


class ShownOnce:
    """For a ModelAdmin. It says ``secret_title`` and ``secret_explanation``, in which ``%(name)s`` is whose it is."""

    secret_title: Any
    secret_explanation: Any
    secret_lost: Any

    def get_urls(self) -> list[Any]:
        page = path("secret/", self.admin_site.admin_view(self.secret_page), name=self._name("secret"))
        return [page, *super().get_urls()]

    def _name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def keep_for_showing(self, request: HttpRequest, name: str, secret: str) -> None:
        # In the session, not in a message: messages may travel in a cookie.
        request.session[self._name("secret")] = {"name": name, "secret": secret}

    def to_secret(self) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse(f"admin:{self._name('secret')}"))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return self.to_secret()

    def secret_page(self, request: HttpRequest) -> HttpResponse:
        """Shows the secret made last by this user, and forgets it."""
        kept = request.session.pop(self._name("secret"), None)
        if kept is None:
            messages.warning(request, self.secret_lost)
            return HttpResponseRedirect(reverse(f"admin:{self._name('changelist')}"))
        context = {
            **self.admin_site.each_context(request),
            "title": self.secret_title,
            "opts": self.opts,
            "explanation": self.secret_explanation % {"name": kept["name"]},
            "secret": kept["secret"],
            "noted": _("I have noted it"),
        }
        return TemplateResponse(request, "admin/occupations/shown_once.html", context)
