"""The admin's site, which keeps one rule for every list: its address asks only for what the list's filters offer.

Django itself takes any look-up on any column of the list's own table, also of a column that no page shows: the number
of rows tells whether a guess is right.
"""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.utils import get_fields_from_path
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

log = logging.getLogger("django.security.DisallowedModelAdminLookup")
DAYS = ("year", "month", "day")
"""What the links of a ``date_hierarchy`` ask for."""


class OfferedLookups:
    """For a ModelAdmin."""

    def lookup_allowed(self: Any, lookup: str, value: str, request: Any) -> bool:
        """Whether a filter of the list offers it. Django asks for every parameter of the address."""
        if not hasattr(request, "offered_lookups"):
            request.offered_lookups = {}
        if self not in request.offered_lookups:
            request.offered_lookups[self] = self._offered(request)
        return lookup in request.offered_lookups[self]

    def _offered(self: Any, request: HttpRequest) -> set[str]:
        names = {f"{self.date_hierarchy}__{part}" for part in DAYS if self.date_hierarchy}
        for told in self.get_list_filter(request):
            if callable(told):
                names.add(told.parameter_name)
                continue
            path, made = told if isinstance(told, list | tuple) else (told, admin.FieldListFilter.create)
            field = get_fields_from_path(self.model, path)[-1]
            names.update(made(field, request, {}, self.model, self, field_path=path).expected_parameters())
        return names

    def changelist_view(self: Any, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)  # type: ignore[misc]
        except DisallowedModelAdminLookup as refused:
            # As Django does for what nobody catches: the log names the look-up, the answer repeats nothing.
            log.error("%s: %s", request.path, refused)
            context = {
                **self.admin_site.each_context(request),
                "title": _("This is not what this list offers"),
                "opts": self.opts,
                "explanation": _("The address asks for something that is not among the filters of this list."),
                "back": _("Go to the list and choose among its filters"),
            }
            return TemplateResponse(request, "registry/lookup_refused.html", context, status=400)


class RegistryAdminSite(admin.AdminSite):
    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Every list keeps the rule, also one of a package that does not know it."""
        made = admin_class or admin.ModelAdmin
        super().register(model_or_iterable, type(made.__name__, (OfferedLookups, made), {}), **options)
