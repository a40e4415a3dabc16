"""Regions: the administrative divisions of GB/T 2260, as one list of September 2026."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from occupations.models.sources import Sourced
from occupations.validity import Recorded


class RegionLevel(models.TextChoices):
    NATION = "nation", _("nation")
    PROVINCE = "province", _("province")
    PREFECTURE = "prefecture", _("prefecture")
    COUNTY = "county", _("county")


class Region(Sourced, Recorded):
    """A division. Its parent is stated, never read from the digits: some counties hang under a province."""

    code = models.CharField(_("code (GB/T 2260)"), max_length=6)
    level = models.CharField(_("level"), max_length=10, choices=RegionLevel)
    parent_code = models.CharField(_("parent"), max_length=6, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=50)
    name_en = models.CharField(_("name (English)"), max_length=60, blank=True)
    other_names_en = models.CharField(_("other English names"), max_length=100, blank=True)
    """Separated by semicolons: text, so that it is searched alike on both databases."""
    since = models.CharField(_("new since"), max_length=7, blank=True)
    """A year or a month, as ``2025-11``; blank: before 2024, or not known."""
    notes = models.CharField(_("notes"), max_length=100, blank=True)
    """Words separated by semicolons: municipality, province-direct, no-counties, …"""

    overlap_keys = (("code",),)

    class Meta(Recorded.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        indexes = [
            models.Index(fields=["code"], name="region_code"),
            models.Index(fields=["parent_code"], name="region_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"
