"""API keys in the admin: issued, changed, rotated, revoked by whoever has the duty; and what was asked with each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations.actions import keys
from occupations.actions.revise import Conflict
from occupations.admin.key_forms import KeyForm, NewKeyForm, RevokeForm
from occupations.admin.shown_once import ShownOnce
from occupations.models import ApiKey, Scope
from occupations.validity import is_past

DAYS_SHOWN = 31
DUTY = "occupations.issue_keys"


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("revoked", gettext_lazy("revoked"))]

    def choices(self, changelist: Any) -> Any:
        everything, *rest = super().choices(changelist)
        yield {**everything, "display": _("not revoked")}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.exclude(revoked_at=None) if self.value() == "revoked" else queryset.filter(revoked_at=None)


@admin.register(ApiKey)
class ApiKeyAdmin(ShownOnce, admin.ModelAdmin):
    change_form_template = "admin/occupations/key.html"
    list_display = ("prefix", "name", "state", "may", "expires_at", "last_used")
    list_filter = (StateFilter,)
    search_fields = ("prefix", "name", "contact")
    list_per_page = 50
    actions = None
    told = (
        *("prefix", "state", "issued_at", "issued_by", "expires_at", "rotated_from", "succeeded_by"),
        *("revoked_at", "revoked_by", "revoked_because"),
    )
    secret_title = gettext_lazy("API key")
    secret_explanation = gettext_lazy("The key of “%(name)s”. It is shown this once: give it to whoever is to use it.")
    secret_lost = gettext_lazy("The key has been shown already. Rotate it if it is lost.")

    # --- who may do what ----------------------------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("occupations.view_apikey") or request.user.has_perm(DUTY)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(DUTY)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(DUTY) and (obj is None or obj.revoked_at is None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # it is revoked, and whose it was stays known

    # --- what is shown ------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        return super().get_form(request, obj, change, form=KeyForm if change else NewKeyForm, **options)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": NewKeyForm.Meta.fields})]
        may_change = self.has_change_permission(request, obj)
        whose = KeyForm.Meta.fields if may_change else ("name", "contact", "may", "times")
        return [
            (None, {"fields": whose}),
            (_("How it stands"), {"fields": self.told}),
            (_("What was asked with it"), {"fields": ("usage_by_day",)}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else (*self.told, "usage_by_day", "may")

    @admin.display(description=gettext_lazy("state"))
    def state(self, key: ApiKey) -> str:
        if key.revoked_at is not None:
            return _("revoked")
        if is_past(key.expires_at, timezone.now()):
            return _("expired")
        return _("rotated, works for a while") if hasattr(key, "successor") else _("in force")

    @admin.display(description=gettext_lazy("scopes"))
    def may(self, key: ApiKey) -> str:
        return ", ".join(str(Scope(scope).label) for scope in key.scopes)

    @admin.display(description=gettext_lazy("last used"), ordering="last_day")
    def last_used(self, key: ApiKey) -> Any:
        return key.last_day

    @admin.display(description=gettext_lazy("its successor"), empty_value="-")
    def succeeded_by(self, key: ApiKey) -> Any:
        return getattr(key, "successor", None)

    @admin.display(description=gettext_lazy("by day"))
    def usage_by_day(self, key: ApiKey) -> str:
        context = {"days": key.usage.all()[:DAYS_SHOWN], "scopes": Scope.labels}
        return render_to_string("admin/occupations/key_usage.html", context)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("successor").annotate(last_day=Max("usage__day"))

    # --- what is done -------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        fields = KeyForm.Meta.fields if change else NewKeyForm.Meta.fields
        told = {name: form.cleaned_data[name] for name in fields}
        if change:
            keys.change(obj, **told)
            return
        made, text = keys.issue(**told, by=request.user, now=timezone.now())
        obj.pk, obj.prefix = made.pk, made.prefix
        self.keep_for_showing(request, made.name, text)

    def get_urls(self) -> list[Any]:
        acts = [("rotate", self.rotate_page), ("revoke", self.revoke_page)]
        pages = [
            path(f"<int:number>/{name}/", self.admin_site.admin_view(page), name=self._name(name))
            for name, page in acts
        ]
        return [*pages, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        key = self.get_object(request, object_id)
        tools = {"may_act": key is not None and self.has_change_permission(request, key)}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **tools})

    def rotate_page(self, request: HttpRequest, number: int) -> HttpResponse:
        """Asks once more, and then shows the new key."""
        key = self._key(request, number)
        if request.method == "POST":
            try:
                made, text = keys.rotate(key, by=request.user, now=timezone.now())
            except Conflict as conflict:
                return self._back(request, key, str(conflict))
            self.log_change(request, key, _("Rotated."))
            self.log_addition(request, made, _("In place of %(key)s.") % {"key": key.prefix})
            self.keep_for_showing(request, made.name, text)
            return self.to_secret()
        explanation = _("Another key is made on the same terms. The one at hand works for %(days)s days more.")
        return self._ask(request, key, _("Rotate"), explanation % {"days": keys.BOTH_WORK.days})

    def revoke_page(self, request: HttpRequest, number: int) -> HttpResponse:
        """Asks for the reason."""
        key = self._key(request, number)
        form = RevokeForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                keys.revoke(key, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
            except Conflict as conflict:
                return self._back(request, key, str(conflict))
            self.log_change(request, key, _("Revoked."))
            messages.success(request, _("Revoked. It is refused from now on."))
            return self._back(request, key)
        explanation = _("Whoever sends it is refused within a second. It cannot be brought back.")
        return self._ask(request, key, _("Revoke"), explanation, form)

    def _key(self, request: HttpRequest, number: int) -> ApiKey:
        if not request.user.has_perm(DUTY):
            raise PermissionDenied
        key = self.get_object(request, str(number))
        if key is None:
            raise Http404
        return key

    def _back(self, request: HttpRequest, key: ApiKey, wrong: str = "") -> HttpResponse:
        if wrong:
            messages.error(request, wrong)
        return HttpResponseRedirect(reverse(f"admin:{self._name('change')}", args=[key.pk]))

    def _ask(
        self, request: HttpRequest, key: ApiKey, title: str, explanation: str, form: forms.Form | None = None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "key": key,
            "explanation": explanation,
            "form": form,
        }
        return TemplateResponse(request, "admin/occupations/key_act.html", context)
