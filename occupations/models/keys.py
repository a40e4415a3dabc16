"""API keys, of which a digest alone is kept, and what was asked with each on each day. Operational tables."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """The classes of requests in which a key has limits of its own; registry/http/limits.py has the same names."""

    READ = "read", _("reading")
    BATCH = "batch", _("batch requests")
    DUMPS = "dumps", _("dumps")


class ApiKey(models.Model):
    """Who may ask more often than anybody may, how much more, and for how long."""

    prefix = models.CharField(_("begins with"), max_length=20, unique=True)
    """What is known of the key's text; nobody can make the rest of it."""
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the text: of 256 random bits nothing can be guessed, so no salt is needed."""
    name = models.CharField(_("name"), max_length=100)
    contact = models.CharField(_("contact"), max_length=200)
    scopes = models.JSONField(_("scopes"))
    times = models.PositiveIntegerField(_("times the limits of an address"), null=True, blank=True)
    """Null: the usual."""
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    expires_at = models.DateTimeField(_("in force until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )
    revoked_because = models.CharField(_("reason"), max_length=500, blank=True)
    rotated_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor", verbose_name=_("in place of")
    )

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [("issue_keys", "Issue, rotate and revoke API keys")]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoked_because="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_because="")),
                name="api_key_revoked_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"


class KeyUsage(models.Model):
    """What was asked with a key on a day in Shanghai: requests of each class, and how many of them were refused."""

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="usage", verbose_name=_("API key"))
    day = models.DateField(_("day"))
    read = models.PositiveBigIntegerField(_("reading"), default=0)
    batch = models.PositiveBigIntegerField(_("batch requests"), default=0)
    dumps = models.PositiveBigIntegerField(_("dumps"), default=0)
    refused = models.PositiveBigIntegerField(_("of these refused"), default=0)

    class Meta:
        verbose_name = _("usage of a key")
        verbose_name_plural = _("usage of keys")
        ordering = ["-day"]
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["key", "day"], name="key_usage_once_a_day")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.day}"


def keys_by_digest() -> dict[str, tuple[Any, ...]]:
    """Every key as the entrance needs it, those that are over included: it tells their bearers so."""
    columns = ("digest", "id", "scopes", "times", "expires_at", "revoked_at")
    return {
        digest: (number, scopes, times, until and until.timestamp(), revoked_at is not None)
        for digest, number, scopes, times, until, revoked_at in ApiKey.objects.values_list(*columns)
    }
