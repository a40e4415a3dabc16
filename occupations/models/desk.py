"""The clerks' desk: drafts of what is to be published, and every act done on them. Not published statements."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from occupations.characters import visible
from occupations.models.history import Revision


class Draft(models.Model):
    """Work on something to be published, in the form of its kind (occupations/actions/desk.py), until it is.

    It always equals its last act: whoever replays the acts gets the same drafts.
    """

    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(_("what it is about"), max_length=100, blank=True)
    """The number of a batch, the id of a standard or a policy; blank while it has none."""
    title = models.CharField(_("title"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=20)
    content = models.JSONField(_("content"), default=dict)
    version = models.PositiveIntegerField(_("version"))
    changed_at = models.DateTimeField(_("changed at"))
    revision = models.ForeignKey(
        Revision, models.PROTECT, null=True, blank=True, related_name="drafts", verbose_name=_("published as revision")
    )

    class Meta:
        verbose_name = pgettext_lazy("at the desk", "draft")
        verbose_name_plural = _("drafts")
        ordering = ["-changed_at", "-id"]
        default_permissions = ("view",)
        permissions = [
            ("enter_classification", _("Enter batches, standards, figures, sources and corrections")),
            ("enter_policies", _("Enter policies and regions")),
            ("review_drafts", _("Review: approve batches, return drafts")),
            ("publish_drafts", _("Publish what has been entered by another person")),
        ]

    def __str__(self) -> str:
        return visible(self.title or self.key or f"{self.kind} {self.pk}")


class DraftAct(models.Model):
    """One act on a draft: who, when, what, why, and the draft's state and content after it. Never changed."""

    draft = models.ForeignKey(
        Draft, models.PROTECT, related_name="acts", verbose_name=pgettext_lazy("at the desk", "draft")
    )
    version = models.PositiveIntegerField(_("version"))
    act = models.CharField(_("act"), max_length=20)
    """``open``, ``edit``, or the state it was moved to."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    by_name = models.CharField(_("name"), max_length=150)
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("reason"), blank=True)
    state = models.CharField(_("state after it"), max_length=20)
    content = models.JSONField(_("content after it"))

    class Meta:
        verbose_name = _("act of a clerk")
        verbose_name_plural = _("acts of clerks")
        ordering = ["draft", "version"]
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["draft", "version"], name="draft_act_once")]

    def __str__(self) -> str:
        return f"{self.draft_id}.{self.version} {self.act} {self.by_name}"
