"""Indicators: figures that reports state about occupations. None of them is the registry's own."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from occupations.models.classification import Concept
from occupations.models.sources import Sourced
from occupations.validity import Recorded


class Indicator(models.Model):
    """The identity of a figure; what is said of it stands in IndicatorRecord."""

    slug = models.SlugField(_("id"), max_length=60, primary_key=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Measure(models.TextChoices):
    """What is measured."""

    WORKFORCE = "workforce", _("people at work")
    JOBS = "jobs", _("jobs and job opportunities")
    TALENT_GAP = "talent_gap", _("talent gap")
    PAY = "pay", _("pay")
    GROWTH = "growth", _("growth")
    SHARE = "share", _("share")
    TURNOVER = "turnover", _("turnover")
    SIZE = "size", _("size")
    PROFILE = "profile", _("who they are")


class IndicatorTheme(models.TextChoices):
    LIVESTREAMING = "livestreaming", _("livestreaming")
    SHORT_VIDEO = "short_video", _("short video")
    PLATFORMS = "platforms", _("internet platforms")
    DIGITAL_ECONOMY = "digital_economy", _("digital economy")
    FLEXIBLE_EMPLOYMENT = "flexible_employment", _("flexible employment")
    WORKFORCE = "workforce", _("workforce")
    OPERATIONS = "operations", _("media operations")
    ARTIFICIAL_INTELLIGENCE = "artificial_intelligence", _("artificial intelligence")


class Qualifier(models.TextChoices):
    """How a report limits a figure; none: as it stands."""

    MORE_THAN = "more_than", _("more than")
    NEARLY = "nearly", _("nearly")


class Checked(models.TextChoices):
    NOT_CHECKED = "not_checked", _("not checked: as reported")
    REPEATED = "repeated", _("found in a second report; not verified")


class IndicatorRecord(Sourced, Recorded):
    """A figure as a report states it: a value, or two bounds, or words alone."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="records", verbose_name=_("indicator"))
    name_zh = models.CharField(_("name (Chinese)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)
    measure = models.CharField(_("measure"), max_length=20, choices=Measure)
    theme = models.CharField(_("theme"), max_length=30, choices=IndicatorTheme)
    concept = models.ForeignKey(
        Concept, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name=_("occupation")
    )
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=2, null=True, blank=True)
    lower = models.DecimalField(_("lower bound"), max_digits=20, decimal_places=2, null=True, blank=True)
    upper = models.DecimalField(_("upper bound"), max_digits=20, decimal_places=2, null=True, blank=True)
    qualifier = models.CharField(_("qualifier"), max_length=10, choices=Qualifier, null=True, blank=True)
    text_zh = models.CharField(_("in words (Chinese)"), max_length=300, blank=True)
    text_en = models.CharField(_("in words (English)"), max_length=300, blank=True)
    unit_zh = models.CharField(_("unit (Chinese)"), max_length=30, blank=True)
    unit_en = models.CharField(_("unit (English)"), max_length=40, blank=True)
    figure_date = models.CharField(_("as of"), max_length=20)
    """The time the figure is about, as stated: a year, quarter, month or two months parted by a slash."""
    attributed_to_zh = models.CharField(_("attributed to (Chinese)"), max_length=200)
    attributed_to_en = models.CharField(_("attributed to (English)"), max_length=200)
    check_status = models.CharField(_("check"), max_length=20, choices=Checked)

    overlap_keys = (("indicator_id",),)

    class Meta(Recorded.Meta):
        verbose_name = _("indicator record")
        verbose_name_plural = _("indicator records")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                condition=Q(value__isnull=False, lower=None, upper=None)
                | Q(value=None, lower__isnull=False, upper__isnull=False, upper__gt=F("lower"))
                | (Q(value=None, lower=None, upper=None, qualifier=None) & ~Q(text_en="") & ~Q(text_zh="")),
                name="%(class)s_figure",
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh
