"""Webhooks in the admin: who is called, what went wrong last, and what an operator may do about it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations.actions import webhooks
from occupations.admin.read_only import ReadOnlyAdmin
from occupations.admin.shown_once import ShownOnce
from occupations.admin.webhook_forms import DeliverFromForm, SubscriptionForm
from occupations.models import WebhookEvent, WebhookSubscription
from occupations.webhooks import signing


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnlyAdmin):
    list_display = ("id", "type", "revision", "occurred_at", "message_id", "awaited_on")
    search_fields = ("message_id", "=revision__number")
    list_filter = ("type",)
    ordering = ("-id",)


@admin.register(WebhookSubscription)
class WebhookSubscriptionAdmin(ShownOnce, admin.ModelAdmin):
    form = SubscriptionForm
    secret_title = gettext_lazy("Signing secret")
    secret_explanation = gettext_lazy(
        "The secret of “%(name)s”. It is shown this once: give it to whoever runs the receiver."
    )
    secret_lost = gettext_lazy("The secret has been shown already. Make a new one if it is lost.")
    # What is wrong stands where it is seen without scrolling.
    list_display = (
        *("name", "state", "last_error", "failures", "next_attempt_at"),
        *("last_delivered", "last_delivered_at", "url"),
    )
    list_filter = ("state",)
    list_select_related = ("last_delivered",)
    search_fields = ("name", "url")
    actions = ("disable", "enable", "rotate_secret", "deliver_from")
    readonly_fields = (
        *("state", "waiting", "position", "last_delivered", "last_delivered_at"),
        *("failures", "next_attempt_at", "last_error", "last_error_at"),
        *("former_secret_until", "created_at", "created_by"),
    )
    wishes = ("name", "url", "event_types", "codes")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": self.wishes})]
        return [(None, {"fields": self.wishes}), (_("How it goes"), {"fields": self.readonly_fields})]

    @admin.display(description=gettext_lazy("events waiting"))
    def waiting(self, subscription: WebhookSubscription) -> int:
        """Of all types and codes: those that do not concern it are passed over in their turn."""
        return WebhookEvent.objects.filter(id__gt=subscription.position).count()

    @admin.display(description=gettext_lazy("last error"), ordering="last_error_at")
    def last_error(self, subscription: WebhookSubscription) -> str:
        return f"{subscription.get_last_error_kind_display()} {subscription.last_error_detail}".strip() or "-"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # it is disabled, and what was sent to whom stays known

    # --- what an operator enters --------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: WebhookSubscription, form: Any, change: bool) -> None:
        wishes = {name: form.cleaned_data[name] for name in self.wishes}
        if change:
            webhooks.change_subscription(obj, **wishes, now=timezone.now())
        else:
            secret = signing.new_secret()
            made = webhooks.subscribe(**wishes, secret=secret, by=request.user, now=timezone.now())
            obj.pk = made.pk
            self.keep_for_showing(request, made.name, secret)

    # --- actions ------------------------------------------------------------------------------------

    @admin.action(description=gettext_lazy("Disable the selected subscriptions"), permissions=["change"])
    def disable(self, request: HttpRequest, queryset: QuerySet[WebhookSubscription]) -> None:
        for subscription in queryset:
            webhooks.disable(subscription)
            self.log_change(request, subscription, _("Disabled."))
        messages.success(request, _("Disabled. What happens meanwhile is delivered after they are enabled again."))

    @admin.action(description=gettext_lazy("Enable the selected subscriptions"), permissions=["change"])
    def enable(self, request: HttpRequest, queryset: QuerySet[WebhookSubscription]) -> None:
        for subscription in queryset:
            webhooks.enable(subscription, now=timezone.now())
            self.log_change(request, subscription, _("Enabled."))
        messages.success(request, _("Enabled. They go on where they stopped."))

    @admin.action(description=gettext_lazy("Make a new secret for the selected subscription"), permissions=["change"])
    def rotate_secret(self, request: HttpRequest, queryset: QuerySet[WebhookSubscription]) -> HttpResponse | None:
        if queryset.count() != 1:
            messages.error(request, _("Select one subscription: its secret is shown once."))
            return None
        subscription = queryset.get()
        secret = signing.new_secret()
        webhooks.rotate_secret(subscription, secret=secret, now=timezone.now())
        self.log_change(request, subscription, _("New secret."))
        self.keep_for_showing(request, subscription.name, secret)
        return self.to_secret()

    @admin.action(
        description=gettext_lazy("Deliver to the selected subscriptions from a revision on"), permissions=["change"]
    )
    def deliver_from(self, request: HttpRequest, queryset: QuerySet[WebhookSubscription]) -> HttpResponse | None:
        """Asks for the revision on a page of its own, then does it."""
        form = DeliverFromForm(request.POST if "revision" in request.POST else None)
        if form.is_valid():
            revision = form.cleaned_data["revision"]
            for subscription in queryset:
                count = webhooks.deliver_from(subscription, revision=revision, now=timezone.now())
                told = _("Delivered from revision %(revision)s on.") % {"revision": revision}
                self.log_change(request, subscription, told)
            messages.success(
                request,
                _("%(count)s events are gone through in order; each subscription gets those that concern it.")
                % {"count": count},
            )
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Deliver from a revision on"),
            "opts": self.opts,
            "explanation": _(
                "They get every event from that revision on, in order, also those they had before, which keep their"
                " webhook-id. What lies before is left out."
            ),
            "form": form,
            "subscriptions": queryset,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/occupations/webhook_deliver_from.html", context)
