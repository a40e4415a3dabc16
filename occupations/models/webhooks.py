"""Webhooks: the outbox of events, and who wants to be called. Operational tables, not published statements."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from occupations.models.history import Revision


class EventType(models.TextChoices):
    """What a receiver is told. The column has no choices, so that a new type needs no migration."""

    EDITION_PUBLISHED = "edition.published", _("an edition is published")
    EDITION_SCHEDULED = "edition.scheduled", _("an edition is published for a day to come")
    EDITION_EFFECTIVE = "edition.effective", _("a scheduled edition takes effect")
    BATCH_ANNOUNCED = "batch.announced", _("a batch is announced")
    BATCH_SCHEDULED = "batch.scheduled", _("a batch is announced for a day to come")
    BATCH_EFFECTIVE = "batch.effective", _("a scheduled batch takes effect")
    BATCH_WITHDRAWN = "batch.withdrawn", _("a scheduled batch is withdrawn")
    RECORD_CORRECTED = "record.corrected", _("a mistake is corrected")
    TEXT_EDITED = "text.edited", _("a text is edited")
    POLICIES_PUBLISHED = "policies.published", _("policies are published")
    STANDARDS_PUBLISHED = "standards.published", _("skill standards are published")
    INDICATORS_PUBLISHED = "indicators.published", _("indicators are published")


class WebhookEvent(models.Model):
    """One event of the outbox; its id is its place in the one order in which all receivers get them."""

    message_id = models.CharField(_("webhook-id"), max_length=40, unique=True)
    type = models.CharField(_("type"), max_length=40)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="events", verbose_name=_("revision"))
    occurred_at = models.DateTimeField(_("occurred at"))
    awaited_on = models.DateField(_("its effect is awaited on"), null=True, blank=True)
    """Of a scheduled revision, until the event of its taking effect is written."""

    class Meta:
        verbose_name = _("webhook event")
        verbose_name_plural = _("webhook events")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["revision", "type"], name="webhook_event_once")]
        indexes = [
            models.Index(fields=["awaited_on"], name="webhook_awaited", condition=models.Q(awaited_on__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.type} ({self.revision_id})"


class SubscriptionState(models.TextChoices):
    ACTIVE = "active", _("active")
    DISABLED = "disabled", _("disabled by hand")
    FAILED = "failed", _("disabled after days of failure")
    GONE = "gone", _("disabled: the receiver answered 410 Gone")


class FailureKind(models.TextChoices):
    """Why an attempt did not succeed; the detail (a status, an address) is kept beside it."""

    URL = "url", _("not an address that can be called")
    SCHEME = "scheme", _("only https is called")
    ADDRESS = "address", _("not a public address")
    NAME = "name", _("the host name is not known")
    CONNECTION = "connection", _("no connection")
    CERTIFICATE = "certificate", _("the certificate is not accepted")
    TIME = "time", _("no answer in time")
    ANSWER = "answer", _("not an answer of HTTP")
    REDIRECT = "redirect", _("redirected, which is not followed")
    STATUS = "status", _("answered")
    GONE = "gone", _("answered that it is gone")
    INTERNAL = "internal", _("an error of the registry itself")


class WebhookSubscription(models.Model):
    """Who wants to be called for which events, how far they have come, and what went wrong last."""

    name = models.CharField(_("name"), max_length=100)
    url = models.CharField(_("address"), max_length=500)
    event_types = models.JSONField(_("types of events"), default=list, blank=True)
    """Empty: all."""
    codes = models.JSONField(_("codes"), default=list, blank=True)
    """A group stands for everything under it. Empty: all, also what has no code."""
    state = models.CharField(_("state"), max_length=10, choices=SubscriptionState, default=SubscriptionState.ACTIVE)

    secret = models.CharField(max_length=100)
    former_secret = models.CharField(max_length=100, blank=True)
    former_secret_until = models.DateTimeField(_("the former secret still signs until"), null=True, blank=True)

    position = models.PositiveBigIntegerField(_("events done with, up to"))
    last_delivered = models.ForeignKey(
        WebhookEvent, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("last event delivered")
    )
    last_delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("failed attempts at the next event"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt not before"))
    last_error_kind = models.CharField(_("last error"), max_length=20, choices=FailureKind, blank=True)
    last_error_detail = models.CharField(_("detail of it"), max_length=300, blank=True)
    last_error_at = models.DateTimeField(_("last error at"), null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True)
    """Whose turn it is: the token of the deliverer that is at it, void after ``claimed_until``."""
    claimed_until = models.DateTimeField(null=True, blank=True)

    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("created by")
    )

    class Meta:
        verbose_name = _("webhook subscription")
        verbose_name_plural = _("webhook subscriptions")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
