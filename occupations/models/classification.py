"""The classification: schemes and their editions, concepts, and the dated items and work types."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from occupations.models.sources import Sourced
from occupations.validity import Dated, Recorded


class Scheme(models.Model):
    """A line of editions that follow each other. Within one, a code has one meaning on one day."""

    NATIONAL = "cn"
    slug = models.SlugField(_("id"), max_length=30, primary_key=True)

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")

    def __str__(self) -> str:
        return self.slug


class Edition(models.Model):
    """The identity of a published dictionary, or of a draft of one."""

    slug = models.SlugField(_("id"), max_length=30, primary_key=True)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="editions", verbose_name=_("scheme"))

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class EditionStatus(models.TextChoices):
    PUBLISHED = "published", _("published")
    DRAFT = "draft", pgettext_lazy("of an edition", "draft")


class Coverage(models.TextChoices):
    COMPLETE = "complete", _("complete")
    PARTIAL = "partial", _("partial")


class EditionRecord(Sourced, Dated):
    """What is said of an edition; its period is the time in which it is in force."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="records", verbose_name=_("edition"))
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+", verbose_name=_("scheme"))
    status = models.CharField(_("status"), max_length=10, choices=EditionStatus)
    coverage = models.CharField(_("coverage"), max_length=10, choices=Coverage)
    title_zh = models.CharField(_("title (Chinese)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)
    official_counts = models.JSONField(_("official counts"), default=dict, blank=True)
    """As the ministry states them: major, medium, minor, occupations, work_types, digital, green, …"""

    overlap_keys = (("scheme_id",), ("edition_id",))

    class Meta(Dated.Meta):
        verbose_name = _("edition record")
        verbose_name_plural = _("edition records")

    def __str__(self) -> str:
        return self.title_zh


class ConceptKind(models.TextChoices):
    GROUP = "group", _("classification group")
    OCCUPATION = "occupation", _("occupation")
    WORK_TYPE = "work_type", _("work type")


class Concept(models.Model):
    """The identity that stays when an occupation, a group or a work type is recoded or renamed."""

    id = models.CharField(_("id"), max_length=8, primary_key=True)
    kind = models.CharField(_("kind"), max_length=10, choices=ConceptKind)

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.id


class Item(Sourced, Dated):
    """A place in an edition for a time: a group (level 1 to 3) or an occupation (level 4)."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="items", verbose_name=_("edition"))
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+", verbose_name=_("scheme"))
    concept = models.ForeignKey(Concept, models.PROTECT, related_name="items", verbose_name=_("concept"))
    level = models.PositiveSmallIntegerField(_("level"))
    code = models.CharField(_("code"), max_length=10, null=True, blank=True)
    parent = models.ForeignKey(
        Concept, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("parent")
    )
    gbt6565 = models.CharField(_("GB/T 6565 code"), max_length=5, null=True, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=100, null=True, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=200, null=True, blank=True)
    definition_zh = models.TextField(_("definition (Chinese)"), null=True, blank=True)
    definition_en = models.TextField(_("definition (English)"), null=True, blank=True)
    digital = models.BooleanField(_("digital"), null=True, blank=True)
    green = models.BooleanField(_("green"), null=True, blank=True)

    overlap_keys = (("scheme_id", "code"), ("scheme_id", "concept_id"))

    class Meta(Dated.Meta):
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=models.Q(level__range=(1, 4)), name="item_level"),
        ]
        indexes = [
            models.Index(fields=["scheme", "code"], name="item_code"),
            models.Index(fields=["concept", "scheme"], name="item_concept_scheme"),
        ]

    def __str__(self) -> str:
        return f"{self.code or '?'} {self.name_zh or ''}"


class WorkType(Sourced, Dated):
    """A work type 工种 under an occupation, for a time."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="work_types", verbose_name=_("edition"))
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+", verbose_name=_("scheme"))
    concept = models.ForeignKey(Concept, models.PROTECT, related_name="work_types", verbose_name=_("concept"))
    occupation = models.ForeignKey(
        Concept,
        models.PROTECT,
        related_name="occupation_work_types",
        null=True,
        blank=True,
        verbose_name=_("occupation"),
    )
    name_zh = models.CharField(_("name (Chinese)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=200, null=True, blank=True)
    former_names_zh = models.CharField(_("former names"), max_length=300, blank=True)
    """Separated by semicolons: text, so that it is searched alike on both databases."""

    overlap_keys = (("scheme_id", "concept_id"),)

    class Meta(Dated.Meta):
        verbose_name = _("work type")
        verbose_name_plural = _("work types")
        indexes = [models.Index(fields=["concept", "scheme"], name="work_type_concept_scheme")]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def former_names(self) -> list[str]:
        return [name for name in self.former_names_zh.split(";") if name]


class Relation(models.TextChoices):
    SPLIT = "split", _("split into")
    MERGED = "merged", _("merged into")
    REPLACED = "replaced", _("replaced by")
    RAISED = "raised", _("raised to an occupation")


class Succession(Sourced, Recorded):
    """One concept's life goes on in another from a day on."""

    predecessor = models.ForeignKey(Concept, models.PROTECT, related_name="successions", verbose_name=_("predecessor"))
    successor = models.ForeignKey(Concept, models.PROTECT, related_name="precessions", verbose_name=_("successor"))
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)
    effective_on = models.DateField(_("effective on"))

    overlap_keys = (("predecessor_id", "successor_id"),)

    class Meta(Recorded.Meta):
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        indexes = [models.Index(fields=["predecessor", "successor"], name="succession_pair")]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
