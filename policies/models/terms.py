"""What a policy gives, to whom and on which terms, and how policies stand to each other."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from occupations.models.sources import Sourced
from occupations.validity import Recorded
from policies.models.policies import Policy


class Statement(Sourced, Recorded):
    """One numbered statement of a policy's document. It holds as long as the policy does."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+", verbose_name=_("policy"))
    number = models.PositiveSmallIntegerField(_("number"))

    overlap_keys = (("policy_id", "number"),)

    class Meta(Recorded.Meta):
        abstract = True
        indexes = [models.Index(fields=["policy", "number"], name="%(class)s_number")]


class Role(models.TextChoices):
    RATE = "rate", _("what one case gets")
    SUPPLEMENT = "supplement", _("what comes on top for some")
    PROGRAMME = "programme", _("the size of the whole programme")


class Unit(models.TextChoices):
    CNY = "CNY", _("yuan")
    PERCENT = "percent", _("per cent")
    PEOPLE = "people", _("people")
    TIMES = "person_times", _("person-times")


class Per(models.TextChoices):
    PERSON = "person", _("a person, once")
    CERTIFICATE = "certificate", _("a certificate")
    PERSON_AND_YEAR = "person_and_year", _("a person and year")
    DAY = "day", _("a day")
    ORDER = "order", _("an order")
    BASE_RATE = "base_rate", _("of the basic rate")
    COST = "cost", _("of the cost of training")
    CONTRIBUTION = "contribution", _("of the contributions paid")
    YEAR = "year", _("a year, all together")
    WHOLE = "whole", _("all together")


class Beneficiary(models.TextChoices):
    PERSON = "person", _("the person")
    ENTERPRISE = "enterprise", _("the enterprise")
    ASSESSING_BODY = "assessing_body", _("the assessing body")
    PLATFORM = "platform", _("the platform")
    PERSON_OR_TRAINER = "person_or_trainer", _("the person, the enterprise or the school")


class NoAmount(models.TextChoices):
    SET_LOCALLY = "set_locally", _("Provinces and cities set the rate.")
    NOT_IN_SOURCES = "not_in_sources", _("The rate is not in our sources.")
    NOT_MONEY = "not_money", _("It is not a sum of money.")
    BY_LEVEL = "by_level", _("The rate depends on the level.")
    OTHER_OCCUPATIONS = "other_occupations", _("Our sources give rates for other occupations only.")


class Benefit(Statement):
    """One line of what a policy gives: a rate, a supplement to it, or the size of the whole."""

    role = models.CharField(_("role"), max_length=10, choices=Role)
    name_zh = models.CharField(_("name (Chinese)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=150)
    level = models.CharField(_("skill level"), max_length=20, blank=True)
    """Blank: of any level, or of none."""
    amount = models.BigIntegerField(_("amount"), null=True, blank=True)
    least = models.BigIntegerField(_("at least"), null=True, blank=True)
    up_to = models.BooleanField(_("up to"), default=False)
    """The document states a ceiling, not the sum that is paid."""
    unit = models.CharField(_("unit"), max_length=20, choices=Unit, blank=True)
    per = models.CharField(_("per"), max_length=20, choices=Per, blank=True)
    beneficiary = models.CharField(_("paid to"), max_length=20, choices=Beneficiary, blank=True)
    no_amount = models.CharField(_("why there is no amount"), max_length=20, choices=NoAmount, blank=True)
    applies_if = models.CharField(_("applies if (rule)"), max_length=40, blank=True)
    """Of a supplement: the rule that says for whom; blank: for everybody."""
    limited_to_zh = models.CharField(_("limited to (Chinese)"), max_length=100, blank=True)
    limited_to_en = models.CharField(_("limited to (English)"), max_length=150, blank=True)

    class Meta(Statement.Meta):
        verbose_name = _("benefit")
        verbose_name_plural = _("benefits")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(amount=None) ^ models.Q(no_amount=""), name="benefit_amount_or_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy_id} {self.number} {self.name_zh}"


class Term(Statement):
    """One thing that a rule checks: for whom the policy is, or a condition. Those of one policy all count.

    Terms that share an ``alternative`` are alternatives: one of them is enough. With ``alters``, the term
    stands in place of the same rule's terms of another policy, while its own policy holds.
    """

    rule = models.CharField(_("rule"), max_length=40)
    value = models.CharField(_("value"), max_length=200, blank=True)
    alternative = models.PositiveSmallIntegerField(_("alternative"), null=True, blank=True)
    alters = models.ForeignKey(
        Policy, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("alters")
    )

    class Meta(Statement.Meta):
        verbose_name = _("term")
        verbose_name_plural = _("terms")

    def __str__(self) -> str:
        return f"{self.policy_id} {self.number} {self.rule} {self.value}"


class LinkKind(models.TextChoices):
    REPLACES = "replaces", _("replaces while it runs")
    CARRIES_OUT = "carries_out", _("carries out in its region")


class PolicyLink(Statement):
    """How a policy stands to another one."""

    kind = models.CharField(_("kind"), max_length=12, choices=LinkKind)
    other = models.ForeignKey(Policy, models.PROTECT, related_name="+", verbose_name=_("other policy"))

    class Meta(Statement.Meta):
        verbose_name = _("link between policies")
        verbose_name_plural = _("links between policies")

    def __str__(self) -> str:
        return f"{self.policy_id} {self.kind} {self.other_id}"
