"""The page on which clerks see what their roles let them do, and whom to ask for the rest."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from occupations.roles import ROLES, Role


def my_duties(request: HttpRequest) -> HttpResponse:
    mine = set(request.user.groups.values_list("name", flat=True)) if request.user.is_authenticated else set()
    context = {
        **admin.site.each_context(request),
        "title": _("My duties"),
        "roles": [_in_words(role) for name, role in ROLES.items() if name in mine],
        "others": [_in_words(role) for name, role in ROLES.items() if name not in mine],
    }
    return render(request, "registry/my_duties.html", context)


def _in_words(role: Role) -> tuple[str, str]:
    chinese = (get_language() or "zh").startswith("zh")
    return (role.name_zh, role.does_zh) if chinese else (role.name_en, role.does_en)
