"""What clerks do with what the public has sent in: the page that comments and proposals share."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations.actions.desk import named
from occupations.actions.revise import Conflict
from occupations.actions.submissions import moves_for
from occupations.admin.read_only import ReadOnlyAdmin
from occupations.characters import visible
from occupations.lifecycle import Lifecycle
from occupations.models import Contact, Draft

HELD = {
    "email": gettext_lazy("an e-mail address"),
    "phone": gettext_lazy("a phone number"),
    "messenger": gettext_lazy("a messenger account"),
    "identity_number": gettext_lazy("an identity number"),
}


class StateFilter(admin.SimpleListFilter):
    """What waits for a clerk, unless something else is asked for."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        states = [(state, named(told)) for state, told in model_admin.lifecycle.states.items()]
        self.waiting = model_admin.waiting
        return [*states, ("all", _("all"))]

    def choices(self, changelist: Any) -> Any:
        everything, *rest = super().choices(changelist)
        yield {**everything, "display": _("waiting for us")}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case None:
                return queryset.filter(state__in=self.waiting)
            case "all":
                return queryset
            case state:
                return queryset.filter(state=state)


class SubmissionAdmin(ReadOnlyAdmin):
    """Each act is a button of the page; ``ACTS`` of a subclass says what a button calls."""

    lifecycle: ClassVar[Lifecycle]
    waiting: ClassVar[tuple[str, ...]]
    shown: ClassVar[tuple[str, ...]]
    """The fields of the page."""
    list_filter: Any = [StateFilter, "received_at"]
    list_select_related = ("draft",)
    ordering = ("-received_at", "-id")

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_shown(self, held: Any) -> str:
        return named(self.lifecycle.states[held.state])

    @admin.display(description=gettext_lazy("seems to hold"))
    def flags_shown(self, held: Any) -> str:
        return ", ".join(str(HELD.get(flag, flag)) for flag in held.flags) or "-"

    # --- the page -----------------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        held = self.get_object(request, object_id)
        if held is None:
            raise Http404
        if not self.has_view_permission(request, held):
            raise PermissionDenied
        if request.method == "POST" and self.acted(request, held):
            return HttpResponseRedirect(request.path)
        return TemplateResponse(request, "admin/occupations/submission.html", self.context(request, held))

    def acted(self, request: HttpRequest, held: Any) -> bool:
        """Whether the act could be done; if not, a message says why and what was written stays in its field."""
        told = request.POST
        try:
            version = int(told.get("version", ""))
            done = self.act(held.pk, version, told.get("act", ""), told, cast(User, request.user))
        except PermissionDenied as error:
            messages.error(request, str(error) or _("You may not do this."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except Conflict as error:
            messages.error(request, str(error))
        except ValueError:
            messages.error(request, _("The page was incomplete; please try again."))
        else:
            messages.success(request, done)
            return True
        return False

    def act(self, key: int, version: int, act: str, told: Any, by: User) -> str:
        """Do what a button says; what is told to the clerk then. Raises what the actions raise, and ValueError."""
        raise NotImplementedError

    def context(self, request: HttpRequest, held: Any) -> dict[str, Any]:
        contact = Contact.objects.filter(reference=held.reference).first()
        may_see = request.user.has_perm("occupations.view_contact")
        told = request.POST if request.method == "POST" else {}
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{capfirst(self.opts.verbose_name)} {held.reference}",
            "held": held,
            "state": named(self.lifecycle.states[held.state]),
            "lines": [*self.lines(held), *(self.contact_lines(contact) if may_see and contact else [])],
            "moves": [
                {"to": move.to, "name": named(move), "explained": move.explained}
                for move in moves_for(held, self.lifecycle, cast(User, request.user))
                if move.to not in self.moved_elsewhere
            ],
            "acts": [
                (act.at, act.by_name or _("the public"), self.act_name(act.act), visible(act.reason), visible(act.told))
                for act in held.acts.order_by("version")
            ],
            "told": told,
            "reason_label": self.reason_label,
            "explain": _("needs a reason"),
            "told_label": _("told to the public"),
        }

    moved_elsewhere: ClassVar[tuple[str, ...]] = ()
    reason_label: Any = gettext_lazy("reason")

    def lines(self, held: Any) -> list[tuple[Any, Any]]:
        lines: list[tuple[Any, Any]] = []
        for name in self.shown:
            shown = getattr(self, name, None)
            if callable(shown):
                lines.append((shown.short_description, shown(held)))
                continue
            field = self.opts.get_field(name)
            value = getattr(held, f"get_{name}_display", lambda name=name: getattr(held, name))()
            if isinstance(value, datetime):
                value = date_format(timezone.localtime(value), "DATETIME_FORMAT")
            shown = visible(value) if isinstance(value, str) else value
            lines.append((field.verbose_name, "-" if shown in ("", None) else shown))
        return lines

    def contact_lines(self, contact: Contact) -> list[tuple[Any, Any]]:
        names = [name for name in ("email", "phone") if getattr(contact, name)]
        told = _("%(field)s (never published)")
        return [
            (told % {"field": contact._meta.get_field(name).verbose_name}, getattr(contact, name)) for name in names
        ]

    def act_name(self, act: str) -> str:
        if act in self.lifecycle.states:
            return named(self.lifecycle.states[act])
        return {"send": _("sent"), "answer": _("our answer"), "note": _("told to the sender")}.get(act, act)


def draft_page(draft: Draft | None) -> str:
    """The address of a draft's page, where it has one."""
    if draft is None or not admin.site.is_registered(Draft):
        return ""
    return reverse("admin:occupations_draft_change", args=[draft.pk])
