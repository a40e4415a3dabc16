"""Where a statement comes from: the official document, and how sure we are of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from occupations.validity import Recorded


class Confidence(models.TextChoices):
    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


class Source(models.Model):
    """The identity of a document; what is said of it stands in SourceRecord."""

    slug = models.SlugField(_("id"), max_length=60, primary_key=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class SourceKind(models.TextChoices):
    DICTIONARY = "dictionary", _("dictionary of occupations")
    ANNOUNCEMENT = "announcement", _("announcement")
    DRAFT = "draft", _("text put out for comment")
    PRESS = "press", _("press report")
    POLICY = "policy", _("policy document")
    STANDARD = "standard", _("skill standard")


class SourceRecord(Recorded):
    """A document: title, number, issuer, date. ``seen_at`` are the pages where it was read."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="records", verbose_name=_("source"))
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind)
    title_zh = models.CharField(_("title (Chinese)"), max_length=300)
    title_en = models.CharField(_("title (English)"), max_length=300, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, null=True, blank=True)
    issuers_zh = models.JSONField(_("issuers"), default=list, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    seen_at = models.JSONField(_("seen at"), default=list, blank=True)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence)
    known_gap_zh = models.TextField(_("known gap (Chinese)"), blank=True)
    known_gap_en = models.TextField(_("known gap (English)"), blank=True)

    overlap_keys = (("source_id",),)

    class Meta(Recorded.Meta):
        verbose_name = _("source record")
        verbose_name_plural = _("source records")

    def __str__(self) -> str:
        return self.title_zh


class Sourced(models.Model):
    """The evidence of a statement. What our sources do not tell is said in ``known_gap_*``."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    seen_at = models.CharField(_("seen at"), max_length=300, blank=True)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence)
    known_gap_zh = models.TextField(_("known gap (Chinese)"), blank=True)
    known_gap_en = models.TextField(_("known gap (English)"), blank=True)

    class Meta:
        abstract = True
