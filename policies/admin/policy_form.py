"""The draft of a policy in the admin: its document, its period, what it gives and on which terms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from occupations import validity
from occupations.actions.contents import as_json, read_content
from occupations.actions.desk import Content
from occupations.actions.inputs import SourceContent
from occupations.admin.choosing import Suggesting, several
from occupations.admin.draft_forms import DraftForm
from occupations.admin.draft_pages import DraftPage, register_page
from occupations.models import Confidence, SourceKind
from policies.admin import rule_values
from policies.admin.statement_forms import FORMSETS, regions, rows_from, statements
from policies.admin.trying import TryingMixin
from policies.inputs import PolicyContent
from policies.models import PolicyKind, Region
from policies.rules.inputs import REGION_PATTERN

WIDE = forms.TextInput(attrs={"class": "vTextField"})
DAYS = ("valid_from", "earliest_start", "latest_start")


class PolicyForm(DraftForm):
    """What is left empty is not known."""

    title_zh = forms.CharField(label=_("title (Chinese)"), max_length=200, widget=WIDE)
    title_en = forms.CharField(label=_("title (English)"), max_length=200, required=False, widget=WIDE)
    slug = forms.CharField(
        label=_("id"),
        max_length=52,
        widget=WIDE,
        validators=[RegexValidator(r"^[a-z0-9-]+\Z", _("Lower-case letters, digits and hyphens."))],
        help_text=_("Region, matter and year, such as yn-skills-upgrading-2025; it never changes."),
    )
    kind = forms.ChoiceField(label=_("kind"), choices=PolicyKind.choices)
    region_code = forms.CharField(
        label=_("region (GB/T 2260)"),
        validators=[RegexValidator(REGION_PATTERN, _("Six digits, such as 530000; the whole country is 100000."))],
        widget=Suggesting(regions),
        help_text=_("Six digits, such as 530000; the whole country is 100000."),
    )
    document_number = forms.CharField(label=_("document number"), max_length=60, required=False)
    issuers_zh = forms.CharField(
        label=_("issuers"), max_length=300, required=False, widget=WIDE, help_text=_("Separated by semicolons.")
    )
    issued_on = forms.DateField(label=_("issued on"), required=False, widget=AdminDateWidget)
    seen_at = forms.URLField(
        label=_("seen at"),
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )
    confidence = forms.ChoiceField(label=_("confidence"), choices=Confidence.choices)
    valid_from = forms.DateField(
        label=_("holds from"),
        required=False,
        widget=AdminDateWidget,
        help_text=_("The day the document states, else its day of issue. Empty: our sources do not say."),
    )
    last_day = forms.DateField(
        label=_("last day"),
        required=False,
        widget=AdminDateWidget,
        help_text=_("The last day on which it still holds. Empty: until further notice."),
    )
    earliest_start = forms.DateField(
        label=_("earliest start"),
        required=False,
        widget=AdminDateWidget,
        help_text=_("Only where the first day is not known: it cannot be before this day."),
    )
    latest_start = forms.DateField(
        label=_("latest start"),
        required=False,
        widget=AdminDateWidget,
        help_text=_("Only where the first day is not known: on this day it was in force."),
    )
    known_gap_zh = forms.CharField(
        label=_("known gap (Chinese)"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    known_gap_en = forms.CharField(
        label=_("known gap (English)"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    formsets = FORMSETS
    groups = (
        (
            _("The document"),
            [
                *("title_zh", "title_en", "slug", "kind", "region_code", "document_number", "issuers_zh", "issued_on"),
                *("seen_at", "confidence"),
            ],
        ),
        (_("When it holds"), ["valid_from", "last_day", "earliest_start", "latest_start"]),
        (_("What our sources do not tell"), ["known_gap_zh", "known_gap_en"]),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if code := given.get("region_code"):
            given["region"] = Region.objects.current().filter(code=code).first()
            if given["region"] is None:
                self.add_error("region_code", _("The list of regions does not hold this code."))
        if "valid_from" in given and not given["valid_from"] and not given.get("known_gap_zh"):
            self.add_error("known_gap_zh", _("Say what is not known of its first day."))
        if bool(given.get("known_gap_zh")) != bool(given.get("known_gap_en")):
            self.add_error("known_gap_en", _("A known gap is told in both languages."))
        return given

    def content(self) -> Content:
        given = self.cleaned_data
        policy = PolicyContent(
            slug=given["slug"],
            kind=given["kind"],
            title_zh=given["title_zh"],
            title_en=given["title_en"],
            region_code=given["region_code"],
            region_name_zh=given["region"].name_zh,
            valid_from=given["valid_from"],
            valid_to=validity.day_after(given["last_day"]),
            earliest_start=given["earliest_start"],
            latest_start=given["latest_start"],
            source=f"policy-{given['slug']}",
            confidence=given["confidence"],
            known_gap_zh=given["known_gap_zh"],
            known_gap_en=given["known_gap_en"],
        )
        document = SourceContent(
            slug=policy.source,
            kind=SourceKind.POLICY,
            title_zh=policy.title_zh,
            title_en=policy.title_en,
            document_number=given["document_number"] or None,
            issuers_zh=several(given["issuers_zh"]),
            issued_on=given["issued_on"],
            seen_at=tuple(page for page in [given["seen_at"]] if page),
            confidence=policy.confidence,
        )
        return {
            "policy": as_json(policy),
            "statements": statements(self.parts, policy.slug, policy.source, policy.confidence, {}),
            "sources": [as_json(document)],
        }

    def from_content(self, content: Content) -> dict[str, Any]:
        policy = read_content(PolicyContent, content["policy"])
        document = read_content(SourceContent, content["sources"][0])
        same = ("slug", "kind", "title_zh", "title_en", "region_code", "confidence", "known_gap_zh", "known_gap_en")
        return {
            **{name: getattr(policy, name) for name in (*same, *DAYS)},
            "last_day": validity.last_day(policy.valid_to),
            "document_number": document.document_number or "",
            "issuers_zh": "；".join(document.issuers_zh),
            "issued_on": document.issued_on,
            "seen_at": next(iter(document.seen_at), ""),
            **rows_from(content["statements"], policy.confidence),
        }


class PolicyPage(TryingMixin, DraftPage):
    kind = "policy"
    form = PolicyForm
    template = "admin/policies/policy_draft.html"
    form_template = "admin/policies/policy_form.html"

    def form_context(self, form: DraftForm) -> dict[str, Any]:
        return {"rules": list(rule_values.explained())}


register_page("policy", PolicyPage())
