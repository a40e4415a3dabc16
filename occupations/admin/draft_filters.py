"""By what the drafts on the desk, and the acts on them, can be sifted."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from occupations.actions.desk import EDIT, OPEN, kinds, named
from occupations.answers.drafts import DONE, FOR_ME, IN_WORK
from occupations.models import DraftAct

WAITING = {"me": FOR_ME, "others": IN_WORK, "done": DONE}


class ChosenFilter(admin.SimpleListFilter):
    """One of the words on offer; what is none of them finds nothing, and never reaches the database."""

    column = ""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        known = self.value() in {str(word) for word, _title in self.lookup_choices}
        return self.chosen(queryset, self.value() or "") if known else queryset.none()

    def chosen(self, queryset: QuerySet[Any], word: str) -> QuerySet[Any]:
        return queryset.filter(**{self.column: word})


class WaitingFilter(ChosenFilter):
    title = _("waits for")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("me")), ("others", _("others")), ("done", _("nobody: it is done"))]

    def chosen(self, queryset: QuerySet[Any], word: str) -> QuerySet[Any]:
        return queryset.filter(waits=WAITING[word])


class KindFilter(ChosenFilter):
    title = _("kind")
    column = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.name, kind.title) for kind in kinds().values()]


class ActKindFilter(KindFilter):
    column = "draft__kind"


class StateFilter(ChosenFilter):
    title = _("state")
    column = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        states = {name: state for kind in kinds().values() for name, state in kind.lifecycle.states.items()}
        return [(name, named(state)) for name, state in states.items()]


class AuthorFilter(ChosenFilter):
    """Whoever has given a draft content."""

    title = _("author")
    parameter_name = "author"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        wrote = DraftAct.objects.filter(act__in=[OPEN, EDIT]).values("by")
        names = User.objects.filter(pk__in=wrote).order_by("username").values_list("username", flat=True)
        return [(name, name) for name in cast(list[str], names)]

    def chosen(self, queryset: QuerySet[Any], word: str) -> QuerySet[Any]:
        wrote = DraftAct.objects.filter(act__in=[OPEN, EDIT], by__username=word)
        return queryset.filter(pk__in=wrote.values("draft"))


class PersonFilter(ChosenFilter):
    """Whoever has done anything at the desk."""

    title = _("by")
    parameter_name = "by"
    column = "by__username"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        people = User.objects.filter(pk__in=DraftAct.objects.values("by")).order_by("username")
        return [(person.username, person.username) for person in people]
