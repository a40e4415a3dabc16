"""Revision, the one counter that versions the registry, and who may advance it."""

from __future__ import annotations

from datetime import date, datetime, time

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    PUBLISH_EDITION = "publish_edition", _("edition published")
    ANNOUNCE_BATCH = "announce_batch", _("batch announced")
    WITHDRAW_BATCH = "withdraw_batch", _("scheduled batch withdrawn")
    CORRECT = "correct", _("mistake corrected")
    EDIT_TEXT = "edit_text", _("text edited")
    PUBLISH_POLICIES = "publish_policies", _("policies published")
    PUBLISH_STANDARDS = "publish_standards", _("skill standards published")
    PUBLISH_INDICATORS = "publish_indicators", _("indicators published")


class Origin(models.TextChoices):
    LOADED = "loaded", _("loaded from the registry's data files")
    CLERK = "clerk", _("entered by a clerk")


class Revision(models.Model):
    """One committed act. Its number is the audit trail's key and "what we knew when".

    Numbers are gapless and in the order of commits; ``recorded_at`` never goes backwards.
    """

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    act = models.CharField(_("act"), max_length=20, choices=Act)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("user")
    )
    by_name = models.CharField(_("by"), max_length=150)
    reason = models.TextField(_("reason"))
    edition = models.ForeignKey(
        "occupations.Edition", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("edition")
    )
    batch = models.ForeignKey(
        "occupations.Batch", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("batch")
    )
    effective_on = models.DateField(_("effective on"), null=True, blank=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"


class RevisionCounter(models.Model):
    """One row, locked by whoever makes the next revision."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    latest = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_revision_counter")]

    def __str__(self) -> str:
        return str(self.latest)


class DataLoad(models.Model):
    """Which state of the data files has been applied, so that loading again is quick."""

    digest = models.CharField(_("digest of the files"), max_length=64)
    loaded_at = models.DateTimeField(_("loaded at"))

    class Meta:
        verbose_name = _("data load")
        verbose_name_plural = _("data loads")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.digest


def revision_clock(
    *, today: date, number: int | None = None, instant: datetime | None = None
) -> tuple[int, datetime, date] | None:
    """A revision (the one numbered, the last one at an instant, or the latest), since when the registry says what
    it says by it, and the last day on which it said so. None where there is none such.

    What the registry says changes when a revision is recorded, and again at the midnight (in Shanghai) on which
    a scheduled one takes effect. ``today`` is the day it is asked on; a revision that has been followed by another
    was last asked on the day of that one.
    """
    following = Revision.objects.filter(number=OuterRef("number") + 1).values("recorded_at")[:1]
    begun = Revision.objects.filter(number__lte=OuterRef("number")).order_by("-effective_on")
    revisions = Revision.objects.order_by("-number").annotate(
        followed_at=Subquery(following),
        begun=Subquery(begun.filter(effective_on__lte=today).values("effective_on")[:1]),
    )
    if number is not None:
        revisions = revisions.filter(number=number)
    if instant is not None:
        revisions = revisions.filter(recorded_at__lte=instant)
    found = revisions.values_list("number", "recorded_at", "followed_at", "begun").first()
    if found is None:
        return None
    latest, recorded_at, followed_at, begun_on = found
    if number is not None and followed_at and (last_day := timezone.localdate(followed_at)) < today:
        return revision_clock(today=last_day, number=number)
    midnight = timezone.make_aware(datetime.combine(begun_on, time.min)) if begun_on else recorded_at
    return latest, max(recorded_at, midnight), today
