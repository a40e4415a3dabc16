"""The rows of a policy's draft in the admin: what it gives, its terms, and how it stands to other policies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from occupations import levels
from occupations.actions.contents import as_json, read_content
from occupations.admin.draft_forms import RowForm, RowFormSet, rows_of, shown
from occupations.models import Confidence
from policies.admin import rule_values
from policies.answers.cases import in_language
from policies.drafts import STATEMENTS
from policies.levels import LEVELS
from policies.models import Beneficiary, Benefit, LinkKind, NoAmount, Per, PolicyRecord, Region, RegionLevel, Role, Unit
from policies.rules import TERMS

NOTHING = [("", "---------")]
WIDE = forms.TextInput(attrs={"size": 40})


def policy_choices() -> list[tuple[str, str]]:
    rows = PolicyRecord.objects.current().order_by("policy").values_list("policy", "title_zh")
    return NOTHING + [(slug, f"{slug}: {title}") for slug, title in rows]


class StatementForm(RowForm):
    confidence = forms.ChoiceField(label=_("confidence"), choices=[*NOTHING, *Confidence.choices], required=False)


class BenefitForm(StatementForm):
    role = forms.ChoiceField(label=_("what it is"), choices=Role.choices, initial=Role.RATE)
    name_zh = forms.CharField(label=_("name (Chinese)"), max_length=100, widget=WIDE)
    name_en = forms.CharField(label=_("name (English)"), max_length=150, widget=WIDE)
    level = forms.ChoiceField(
        label=_("skill level"),
        choices=lambda: [*NOTHING, *((word, in_language(text)) for word, text in LEVELS.items())],
        required=False,
    )
    amount = forms.IntegerField(label=_("amount"), min_value=0, max_value=10**15, required=False)
    unit = forms.ChoiceField(label=_("unit"), choices=[*NOTHING, *Unit.choices], required=False)
    per = forms.ChoiceField(label=_("per"), choices=[*NOTHING, *Per.choices], required=False)
    up_to = forms.BooleanField(label=_("up to"), required=False)
    least = forms.IntegerField(label=_("at least"), min_value=0, max_value=10**15, required=False)
    beneficiary = forms.ChoiceField(label=_("paid to"), choices=[*NOTHING, *Beneficiary.choices], required=False)
    no_amount = forms.ChoiceField(
        label=_("why there is no amount"), choices=[*NOTHING, *NoAmount.choices], required=False
    )
    applies_if = forms.ChoiceField(
        label=_("only if"), choices=lambda: [*NOTHING, *rule_values.yes_no_rules()], required=False
    )
    limited_to_zh = forms.CharField(label=_("limited to (Chinese)"), max_length=100, required=False)
    limited_to_en = forms.CharField(label=_("limited to (English)"), max_length=150, required=False)
    field_order = ("role", "name_zh", "name_en", "level", "amount", "unit", "per", "up_to", "least", "beneficiary")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "amount" in given and (given["amount"] is None) == (given.get("no_amount") == ""):
            self.add_error("amount", _("Either an amount, or the reason why there is none."))
        if given.get("amount") is not None and not given.get("unit"):
            self.add_error("unit", _("An amount has a unit."))
        if given.get("least") is not None and given.get("amount") is not None and given["least"] > given["amount"]:
            self.add_error("least", _("More than the amount."))
        return given

    def in_words(self) -> str:
        told = {name: shown(field, self.initial.get(name)) for name, field in self.fields.items()}
        ceiling = str(_("up to")) if self.initial.get("up_to") else ""
        amount = " ".join(part for part in (ceiling, told["amount"], told["unit"]) if part)
        named = [self.initial.get("name_zh"), told["level"], amount or told["no_amount"]]
        if told["least"]:
            named.append(f"{_('at least')} {told['least']}")
        named += [told[name] for name in ("per", "beneficiary", "applies_if", "limited_to_zh")]
        if self.initial.get("role") != Role.RATE:
            named.insert(1, told["role"])
        return " · ".join(part for part in [*named, told["confidence"]] if part)


class TermForm(StatementForm):
    rule = forms.ChoiceField(label=_("what must be so"), choices=lambda: [*NOTHING, *rule_values.choices()])
    value = forms.CharField(label=pgettext_lazy("of a rule", "value"), max_length=200, required=False, widget=WIDE)
    alternative = forms.IntegerField(label=_("alternatives group"), min_value=1, max_value=99, required=False)
    alters = forms.ChoiceField(label=_("in place of a term of"), choices=policy_choices, required=False)
    field_order = ("rule", "value", "alternative", "alters")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["alters"] = given.get("alters") or None
        if (rule := given.get("rule")) in TERMS:
            try:
                given["value"] = rule_values.read_value(str(rule), given.get("value", ""))
            except ValidationError as error:
                self.add_error("value", error)
        return given

    def in_words(self) -> str:
        told = [rule_values.said(self.initial.get("rule", ""), self.initial.get("value", ""))]
        if self.initial.get("alternative"):
            told.append(f"{_('alternatives group')} {self.initial['alternative']}")
        if self.initial.get("alters"):
            told.append(f"{_('in place of a term of')} {self.initial['alters']}")
        return " · ".join([*told, *filter(None, [shown(self.fields["confidence"], self.initial.get("confidence"))])])


class LinkForm(StatementForm):
    kind = forms.ChoiceField(label=_("it"), choices=[*NOTHING, *LinkKind.choices])
    other = forms.ChoiceField(label=_("other policy"), choices=policy_choices)
    field_order = ("kind", "other")

    def in_words(self) -> str:
        return f"{shown(self.fields['kind'], self.initial.get('kind'))}: {self.initial.get('other')}"


class Benefits(RowFormSet):
    title = _("benefit")
    heading = _("What it gives")
    help = _("One row for each level where the amount depends on it. Rows left empty count for nothing.")


class Terms(RowFormSet):
    title = _("term")
    heading = _("To whom, and on which terms")
    help = _("All of them must be met; of those with the same alternatives group, one is enough.")


class Links(RowFormSet):
    title = _("link")
    heading = _("How it stands to other policies")


FORMSETS: dict[str, Any] = {
    "benefits": rows_of(BenefitForm, Benefits),
    "terms": rows_of(TermForm, Terms, extra=3),
    "links": rows_of(LinkForm, Links, extra=1),
}


def row_said(part: str, row: Any) -> str:
    """A published statement in the words of its form."""
    formset = FORMSETS[part]
    named = {"confidence": ""} | {name: getattr(row, f"{name}_id", None) for name in ("alters", "other")}
    if isinstance(row, Benefit):
        named["level"] = levels.named(row.level)  # older records name grades by their numbers
    form = formset.form(initial={**vars(row), **named})
    return f"{formset.title} {row.number}: {form.in_words()}"


def regions() -> Iterable[tuple[str, str]]:
    """Those that have others below them."""
    held = Region.objects.current().exclude(level=RegionLevel.COUNTY)
    return held.order_by("code").values_list("code", "name_zh")


def statements(parts: Any, policy: str, source: str, confidence: str, taken: dict[str, int]) -> dict[str, list[Any]]:
    """What the rows of a form say, as the draft holds it; numbered from those ``taken`` on."""
    told: dict[str, list[Any]] = {}
    for name, form in STATEMENTS.items():
        told[name] = [
            as_json(
                form(
                    policy=policy,
                    number=taken.get(name, 0) + place,
                    source=source,
                    confidence=row["confidence"] or confidence,
                    **{key: value for key, value in row.items() if key not in ("confidence", "DELETE")},
                )
            )
            for place, row in enumerate(parts[name].rows(), 1)
        ]
    return told


def rows_from(told: dict[str, list[Any]], confidence: str) -> dict[str, list[dict[str, Any]]]:
    """The rows that a form begins with."""
    found = {}
    for name, form in STATEMENTS.items():
        found[name] = [vars(read_content(form, row)).copy() for row in told[name]]
        for row in found[name]:
            if "level" in row:
                row["level"] = levels.named(row["level"])
            row["confidence"] = "" if row["confidence"] == confidence else row["confidence"]
    return found
