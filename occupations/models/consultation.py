"""What the public sends in: comments on a batch, proposals, and every act done on them. Not published statements.

How to reach a person is kept in a table of its own, which no answer of the API reads.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from occupations.models.desk import Draft


class SubmissionKind(models.TextChoices):
    NEW_OCCUPATION = "new_occupation", _("a new occupation")
    CHANGE = "change", _("a change of an occupation")


class Submission(models.Model):
    """Something sent in. It always equals its last act; the text of its sender is never altered."""

    reference = models.CharField(_("reference number"), max_length=20, unique=True)
    received_at = models.DateTimeField(_("received at"))
    version = models.PositiveIntegerField(_("version"))
    changed_at = models.DateTimeField(_("changed at"))
    flags = models.JSONField(_("seems to hold"), default=list, blank=True)
    """The kinds of contact details that its text seems to hold (plain_text.py)."""

    class Meta:
        abstract = True
        ordering = ["-received_at", "-id"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.reference


class Comment(Submission):
    """A comment on a batch that is put out for public comment."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="comments", verbose_name=_("draft"))
    change = models.CharField(_("on the change"), max_length=60, blank=True)
    """The id of a change within the draft; blank: on the batch."""
    name = models.CharField(_("name"), max_length=60, blank=True)
    """How the sender wants to be named in public."""
    text = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=20)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    answer = models.TextField(_("our answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta(Submission.Meta):
        verbose_name = _("public comment")
        verbose_name_plural = _("public comments")
        permissions = [("answer_public", _("Publish and answer public comments, decide on proposals"))]


class Proposal(Submission):
    """A proposal for a new occupation, or for a change of one."""

    kind = models.CharField(_("kind"), max_length=20, choices=SubmissionKind)
    name_zh = models.CharField(_("name of the occupation"), max_length=60)
    code = models.CharField(_("code"), max_length=10, blank=True)
    description = models.TextField(_("description"))
    evidence = models.TextField(_("evidence"), blank=True)
    submitter = models.CharField(_("submitter"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=20)
    note = models.TextField(_("public note"), blank=True)
    draft = models.ForeignKey(
        Draft, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("taken into")
    )
    change = models.CharField(_("as change"), max_length=60, blank=True)
    idempotency_key = models.CharField(max_length=64, null=True, unique=True, editable=False)
    """A digest of the key that the sender gave, so that sending again makes no second one."""
    body_digest = models.CharField(max_length=64, editable=False)

    class Meta(Submission.Meta):
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")


class Contact(models.Model):
    """How to reach a sender; for clerks alone."""

    reference = models.CharField(_("reference number"), max_length=20, unique=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("contact details")
        verbose_name_plural = _("contact details")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.reference


class SubmissionAct(models.Model):
    """One act: who, when, what, why, and what is told to the public after it. Never changed."""

    version = models.PositiveIntegerField(_("version"))
    act = models.CharField(_("act"), max_length=20)
    """``send``, ``answer``, or the state it was moved to."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    """None: the public."""
    by_name = models.CharField(_("name"), max_length=150, blank=True)
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("reason"), blank=True)
    state = models.CharField(_("state after it"), max_length=20)
    told = models.TextField(_("told to the public"), blank=True)

    class Meta:
        abstract = True
        default_permissions = ("view",)


class CommentAct(SubmissionAct):
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="acts", verbose_name=_("public comment"))

    class Meta(SubmissionAct.Meta):
        verbose_name = _("act on a comment")
        verbose_name_plural = _("acts on comments")
        ordering = ["comment", "version"]
        constraints = [models.UniqueConstraint(fields=["comment", "version"], name="comment_act_once")]

    def __str__(self) -> str:
        return f"{self.comment_id}.{self.version} {self.act} {self.by_name}"


class ProposalAct(SubmissionAct):
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="acts", verbose_name=_("proposal"))

    class Meta(SubmissionAct.Meta):
        verbose_name = _("act on a proposal")
        verbose_name_plural = _("acts on proposals")
        ordering = ["proposal", "version"]
        constraints = [models.UniqueConstraint(fields=["proposal", "version"], name="proposal_act_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id}.{self.version} {self.act} {self.by_name}"


class SubmissionCount(models.Model):
    """How often an address has sent something within an hour; rows of hours gone by are deleted."""

    hour = models.PositiveBigIntegerField()
    """Of the epoch."""
    address = models.CharField(max_length=64)
    """A keyed digest: addresses themselves are not kept."""
    count = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["hour", "address"], name="submission_count_once")]

    def __str__(self) -> str:
        return f"{self.hour} {self.address[:8]} {self.count}"
