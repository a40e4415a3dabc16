"""Skill standards 国家职业标准: what each prints, and the concept it is about."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from occupations.levels import LEVELS, in_order
from occupations.models.classification import Concept
from occupations.models.sources import Sourced
from occupations.validity import ENDS_AFTER_IT_BEGINS, Recorded


def validate_levels(text: str) -> None:
    """Ids of levels of one system, from the lowest upwards, separated by semicolons."""
    ids = text.split(";")
    known = all(level in LEVELS for level in ids)
    if not known or tuple(ids) != in_order(ids) or not set.intersection(*(set(LEVELS[i].systems) for i in ids)):
        raise ValidationError(
            _("Not levels of one system, from the lowest upwards: %(text)s"), "levels", {"text": text}
        )


class SkillStandard(models.Model):
    """The identity of a standard; what is said of it stands in SkillStandardRecord."""

    slug = models.SlugField(_("id"), max_length=60, primary_key=True)

    class Meta:
        verbose_name = _("skill standard")
        verbose_name_plural = _("skill standards")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class StandardKind(models.TextChoices):
    VOCATIONAL_SKILL = "vocational_skill", _("vocational skill")
    PROFESSIONAL_TECHNICAL = "professional_technical", _("professional and technical")


class SkillStandardRecord(Sourced, Recorded):
    """What is said of a standard. It holds from the day it was issued, which may be unknown."""

    standard = models.ForeignKey(
        SkillStandard, models.PROTECT, related_name="records", verbose_name=_("skill standard")
    )
    concept = models.ForeignKey(Concept, models.PROTECT, related_name="skill_standards", verbose_name=_("occupation"))
    name_zh = models.CharField(_("name of the occupation as printed"), max_length=100)
    printed_code = models.CharField(_("code as printed"), max_length=20, null=True, blank=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=200)
    edition_year = models.PositiveSmallIntegerField(_("edition year"), null=True, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, null=True, blank=True)
    issuers_zh = models.CharField(_("issuers"), max_length=300)
    """Separated by semicolons, as the levels: text, so that it is searched alike on both databases."""
    kind = models.CharField(_("kind"), max_length=30, choices=StandardKind)
    levels = models.CharField(_("levels"), max_length=200, null=True, blank=True, validators=[validate_levels])
    """Ids of occupations/levels.py; null: our sources do not tell them."""
    work_types = models.CharField(_("work types"), max_length=600, blank=True)
    """Those it covers: the name as printed, the concept, and levels of their own where they are known."""
    supersedes = models.ForeignKey(
        SkillStandard, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("supersedes")
    )
    valid_from = models.DateField(_("issued on"), null=True, blank=True)
    valid_to = models.DateField(_("valid to (exclusive)"), null=True, blank=True)

    overlap_keys = (("standard_id",),)

    class Meta(Recorded.Meta):
        verbose_name = _("skill standard record")
        verbose_name_plural = _("skill standard records")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(condition=ENDS_AFTER_IT_BEGINS, name="%(class)s_valid_period"),
        ]

    def __str__(self) -> str:
        return self.title_zh

    @property
    def issuers(self) -> list[str]:
        return self.issuers_zh.split(";")

    @property
    def covered_work_types(self) -> list[dict[str, Any]]:
        """``平台管理员 C0035253 level5,level4,level3`` in its parts."""
        parts = [text.split(" ") for text in self.work_types.split(";") if text]
        return [
            {"concept": concept, "name_zh": name, "levels": levels[0].split(",") if levels else None}
            for name, concept, *levels in parts
        ]

    @property
    def level_ids(self) -> list[str] | None:
        return None if self.levels is None else self.levels.split(";")
