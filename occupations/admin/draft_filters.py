"""By what the drafts on the desk, and the acts on them, can be sifted."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from occupations.actions.desk import EDIT, KINDS, OPEN, named
from occupations.answers.drafts import DONE, FOR_ME, IN_WORK
from occupations.models import DraftAct

WAITING = {"me": FOR_ME, "others": IN_WORK, "done": DONE}


class WaitingFilter(admin.SimpleListFilter):
    title = _("waits for")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("me")), ("others", _("others")), ("done", _("nobody: it is done"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = WAITING.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(waits=wanted)


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.name, kind.title) for kind in KINDS.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class ActKindFilter(KindFilter):
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(draft__kind=self.value()) if self.value() else queryset


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        states = {name: state for kind in KINDS.values() for name, state in kind.lifecycle.states.items()}
        return [(name, named(state)) for name, state in states.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(state=self.value()) if self.value() else queryset


class AuthorFilter(admin.SimpleListFilter):
    """Whoever has given a draft content."""

    title = _("author")
    parameter_name = "author"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        wrote = DraftAct.objects.filter(act__in=[OPEN, EDIT]).values("by")
        names = User.objects.filter(pk__in=wrote).order_by("username").values_list("username", flat=True)
        return [(name, name) for name in cast(list[str], names)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        wrote = DraftAct.objects.filter(act__in=[OPEN, EDIT], by__username=self.value())
        return queryset.filter(pk__in=wrote.values("draft"))
