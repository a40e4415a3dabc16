"""Policies: which there are, of which region, in force when, by which document."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from occupations.models.sources import Sourced
from occupations.validity import StartPerhapsUnknown


class Policy(models.Model):
    """The identity of a policy; what is said of it stands in PolicyRecord."""

    slug = models.SlugField(_("id"), max_length=60, primary_key=True)

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class PolicyKind(models.TextChoices):
    SKILLS_TRAINING_SUBSIDY = "skills_training_subsidy", _("skills training subsidy")
    SKILLS_APPRAISAL_SUBSIDY = "skills_appraisal_subsidy", _("skills appraisal subsidy")
    SKILLS_UPGRADING_SUBSIDY = "skills_upgrading_subsidy", _("skills upgrading subsidy")
    TRAINING_PROGRAMME = "training_programme", _("training programme")
    CAREER_DEVELOPMENT = "career_development", _("career development")
    SOCIAL_INSURANCE = "social_insurance", _("social insurance")
    LABOUR_PROTECTION = "labour_protection", _("labour protection")
    SPECIAL_FUND = "special_fund", _("special fund")
    OTHER = "other", _("other")


class PolicyRecord(Sourced, StartPerhapsUnknown):
    """What is said of a policy. Its source is the document that makes it; its first day may be unknown."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="records", verbose_name=_("policy"))
    kind = models.CharField(_("kind"), max_length=30, choices=PolicyKind)
    title_zh = models.CharField(_("title (Chinese)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    region_code = models.CharField(_("region (GB/T 2260)"), max_length=6)
    region_name_zh = models.CharField(_("name of the region"), max_length=50)

    overlap_keys = (("policy_id",),)

    class Meta(StartPerhapsUnknown.Meta):
        verbose_name = _("policy record")
        verbose_name_plural = _("policy records")

    def __str__(self) -> str:
        return self.title_zh
