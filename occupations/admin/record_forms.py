"""The drafts of reported figures and of source documents in the admin: what a clerk is asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from occupations.actions.contents import as_json, read_content
from occupations.actions.desk import Content
from occupations.actions.indicators import IndicatorContent
from occupations.actions.inputs import SourceContent
from occupations.admin.choosing import (
    Suggesting,
    check_document,
    code_of,
    documents,
    occupation_named,
    occupations,
    several,
)
from occupations.admin.draft_forms import DraftForm
from occupations.admin.draft_pages import DraftPage, register_page
from occupations.models import Confidence, SourceKind
from occupations.models.indicators import Checked, IndicatorTheme, Measure, Qualifier

WIDE = forms.TextInput(attrs={"class": "vTextField"})
SLUG = RegexValidator(r"^[a-z0-9-]+\Z", _("Lower-case letters, digits and hyphens."))
FIGURE = ("value", "lower", "upper", "qualifier", "text_zh", "text_en", "unit_zh", "unit_en", "figure_date")
SAID = ("name_zh", "name_en", "measure", "theme", *FIGURE, "attributed_to_zh", "attributed_to_en", "check_status")
EVIDENCE = ("source", "seen_at", "confidence", "known_gap_zh", "known_gap_en")


def _amount(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=20, decimal_places=2, required=False)


class IndicatorForm(DraftForm):
    """A figure as a report states it: a value, or both bounds, or words alone."""

    name_zh = forms.CharField(label=_("name (Chinese)"), max_length=200, widget=WIDE)
    name_en = forms.CharField(label=_("name (English)"), max_length=200, widget=WIDE)
    slug = forms.CharField(label=_("id"), max_length=60, widget=WIDE, validators=[SLUG])
    measure = forms.ChoiceField(label=_("measure"), choices=Measure.choices)
    theme = forms.ChoiceField(label=_("theme"), choices=IndicatorTheme.choices)
    occupation = forms.CharField(
        label=_("occupation"),
        max_length=20,
        required=False,
        widget=Suggesting(occupations),
        help_text=_("Its code; empty where the figure is about no single occupation."),
    )
    value = _amount(_("value"))
    lower = _amount(_("lower bound"))
    upper = _amount(_("upper bound"))
    qualifier = forms.ChoiceField(
        label=_("qualifier"), choices=[("", _("as it stands")), *Qualifier.choices], required=False
    )
    text_zh = forms.CharField(label=_("in words (Chinese)"), max_length=300, required=False, widget=WIDE)
    text_en = forms.CharField(label=_("in words (English)"), max_length=300, required=False, widget=WIDE)
    unit_zh = forms.CharField(label=_("unit (Chinese)"), max_length=30, required=False)
    unit_en = forms.CharField(label=_("unit (English)"), max_length=40, required=False)
    figure_date = forms.RegexField(
        r"^[0-9]{4}[0-9Q/-]{0,16}\Z",
        label=_("as of"),
        help_text=_("A year, quarter or month as the report states it, such as 2025, 2025-Q3 or 2025-11."),
    )
    attributed_to_zh = forms.CharField(label=_("attributed to (Chinese)"), max_length=200, widget=WIDE)
    attributed_to_en = forms.CharField(label=_("attributed to (English)"), max_length=200, widget=WIDE)
    check_status = forms.ChoiceField(label=_("check"), choices=Checked.choices)
    source = forms.CharField(label=_("source"), max_length=60, widget=Suggesting(documents))
    seen_at = forms.URLField(label=_("seen at"), max_length=300, required=False, assume_scheme="https", widget=WIDE)
    confidence = forms.ChoiceField(label=_("confidence"), choices=Confidence.choices)
    known_gap_zh = forms.CharField(label=_("known gap (Chinese)"), required=False, widget=WIDE)
    known_gap_en = forms.CharField(label=_("known gap (English)"), required=False, widget=WIDE)
    groups = (
        (_("What is counted"), ["name_zh", "name_en", "slug", "measure", "theme", "occupation"]),
        (_("The figure: a value, or both bounds, or words"), list(FIGURE)),
        (_("Who says so"), ["attributed_to_zh", "attributed_to_en", "check_status", *EVIDENCE]),
    )

    def clean_source(self) -> str:
        check_document(self.cleaned_data["source"])
        return str(self.cleaned_data["source"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["concept"] = None
        if text := given.get("occupation"):
            item = occupation_named(text)
            given["concept"] = item.concept_id if item else None
            if item is None:
                self.add_error("occupation", _("No occupation has this code."))
        return given

    def content(self) -> Content:
        given = self.cleaned_data
        told = {name: given[name] for name in ("slug", "concept", *SAID, *EVIDENCE)}
        indicator = IndicatorContent(**told | {"qualifier": given["qualifier"] or None})
        return {"indicator": as_json(indicator), "sources": []}

    def from_content(self, content: Content) -> dict[str, Any]:
        told = read_content(IndicatorContent, content["indicator"])
        return {**vars(told), "qualifier": told.qualifier or "", "occupation": code_of(told.concept)}


class SourceForm(DraftForm):
    """A document that statements are to cite."""

    title_zh = forms.CharField(label=_("title (Chinese)"), max_length=300, widget=WIDE)
    title_en = forms.CharField(label=_("title (English)"), max_length=300, required=False, widget=WIDE)
    slug = forms.CharField(label=_("id"), max_length=60, widget=WIDE, validators=[SLUG])
    kind = forms.ChoiceField(label=_("kind"), choices=SourceKind.choices)
    document_number = forms.CharField(label=_("document number"), max_length=60, required=False)
    issuers_zh = forms.CharField(
        label=_("issuers"), max_length=300, required=False, widget=WIDE, help_text=_("Separated by semicolons.")
    )
    issued_on = forms.DateField(label=_("issued on"), required=False, widget=AdminDateWidget)
    seen_at = forms.URLField(label=_("seen at"), max_length=300, required=False, assume_scheme="https", widget=WIDE)
    confidence = forms.ChoiceField(label=_("confidence"), choices=Confidence.choices)
    known_gap_zh = forms.CharField(label=_("known gap (Chinese)"), required=False, widget=WIDE)
    known_gap_en = forms.CharField(label=_("known gap (English)"), required=False, widget=WIDE)

    def content(self) -> Content:
        given = self.cleaned_data
        told = given | {
            "document_number": given["document_number"] or None,
            "issuers_zh": several(given["issuers_zh"]),
            "seen_at": tuple(page for page in [given["seen_at"]] if page),
        }
        return {"source": as_json(SourceContent(**told))}

    def from_content(self, content: Content) -> dict[str, Any]:
        told = read_content(SourceContent, content["source"])
        return {
            **vars(told),
            "issuers_zh": "；".join(told.issuers_zh),
            "seen_at": next(iter(told.seen_at), ""),
        }


class IndicatorPage(DraftPage):
    form = IndicatorForm


class SourcePage(DraftPage):
    form = SourceForm


register_page("indicator", IndicatorPage())
register_page("source", SourcePage())
