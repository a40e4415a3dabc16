"""Batches 批次: what an announcement says of itself, and the changes it makes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from occupations.lifecycle import STATES
from occupations.models.classification import Concept, Edition
from occupations.models.sources import Sourced
from occupations.validity import Recorded


class Batch(models.Model):
    """The identity of a batch: its number since 2019."""

    number = models.PositiveSmallIntegerField(_("number"), primary_key=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.number)


class BatchRecord(Sourced, Recorded):
    """What is said of a batch: its document, agencies, days and official counts."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="records", verbose_name=_("batch"))
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name=_("edition"))
    state = models.CharField(
        _("state"), max_length=20, choices=[(state, f"{told.name_zh} {told.name_en}") for state, told in STATES.items()]
    )
    title_zh = models.CharField(_("title (Chinese)"), max_length=300, null=True, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, null=True, blank=True)
    document_date = models.DateField(_("document date"), null=True, blank=True)
    published_on = models.DateField(_("published on"))
    effective_on = models.DateField(_("effective on"))
    comment_from = models.DateField(_("public comment from"), null=True, blank=True)
    comment_to = models.DateField(_("public comment to (last day)"), null=True, blank=True)
    agencies = models.JSONField(_("agencies"), default=list, blank=True)
    """A list of {"name_zh", "name_en"}."""
    official_counts = models.JSONField(_("official counts"), default=dict, blank=True)
    """As announced: new_occupations, new_work_types, adjustments, proposed_occupations; null if not known."""

    overlap_keys = (("batch_id",),)

    class Meta(Recorded.Meta):
        verbose_name = _("batch record")
        verbose_name_plural = _("batch records")

    def __str__(self) -> str:
        return f"{self.batch_id} {self.title_zh or ''}"


class ChangeKind(models.TextChoices):
    NEW_OCCUPATION = "new_occupation", _("new occupation")
    MOVED = "moved", _("moved (a work type raised to an occupation, or a new parent)")
    RENAMED = "renamed", _("renamed")
    RECODED = "recoded", _("recoded")
    REDEFINED = "redefined", _("redefined")
    SPLIT = "split", _("split")
    MERGED = "merged", _("merged")
    ABOLISHED = "abolished", _("abolished")
    MARK_CHANGED = "mark_changed", _("mark changed")
    NEW_WORK_TYPE = "new_work_type", _("new work type")
    WORK_TYPE_REMOVED = "work_type_removed", _("work type removed")


class ChangeStatus(models.TextChoices):
    ANNOUNCED = "announced", _("announced")
    UNCONFIRMED = "unconfirmed", _("unconfirmed: not verified in the announcement; changes nothing")


class Change(Sourced, Recorded):
    """One change of a batch, as announced."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="changes", verbose_name=_("batch"))
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20, choices=ChangeKind)
    status = models.CharField(_("status"), max_length=12, choices=ChangeStatus)
    concept = models.ForeignKey(
        Concept, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name=_("concept")
    )
    name_zh = models.CharField(_("name (Chinese)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=200, null=True, blank=True)
    former_name_zh = models.CharField(_("former name"), max_length=100, null=True, blank=True)
    code = models.CharField(_("code"), max_length=10, null=True, blank=True)
    former_code = models.CharField(_("former code"), max_length=10, null=True, blank=True)
    occupation = models.ForeignKey(
        Concept, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("occupation")
    )
    occupation_code = models.CharField(_("code of the occupation"), max_length=10, null=True, blank=True)
    digital = models.BooleanField(_("digital"), null=True, blank=True)
    green = models.BooleanField(_("green"), null=True, blank=True)

    overlap_keys = (("batch_id", "number"),)

    class Meta(Recorded.Meta):
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [models.Index(fields=["batch", "number"], name="change_number")]

    def __str__(self) -> str:
        return f"{self.batch_id}.{self.number} {self.kind} {self.name_zh}"
