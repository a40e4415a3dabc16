"""The draft of a region in the admin: what a clerk is asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations.actions.contents import as_json, read_content
from occupations.actions.desk import Content
from occupations.admin.choosing import Suggesting, check_document, documents
from occupations.admin.draft_forms import DraftForm
from occupations.admin.draft_pages import DraftPage, register_page
from occupations.models import Confidence
from policies.admin.statement_forms import regions
from policies.inputs import RegionContent
from policies.models import Region, RegionLevel
from policies.rules.inputs import REGION_PATTERN

WIDE = forms.TextInput(attrs={"class": "vTextField"})
SIX_DIGITS = RegexValidator(REGION_PATTERN, gettext_lazy("Six digits, such as 530000; the whole country is 100000."))


class RegionForm(DraftForm):
    code = forms.CharField(label=gettext_lazy("code (GB/T 2260)"), validators=[SIX_DIGITS])
    name_zh = forms.CharField(label=gettext_lazy("name (Chinese)"), max_length=50, widget=WIDE)
    name_en = forms.CharField(label=gettext_lazy("name (English)"), max_length=60, required=False, widget=WIDE)
    other_names_en = forms.CharField(
        label=gettext_lazy("other English names"),
        max_length=100,
        required=False,
        widget=WIDE,
        help_text=gettext_lazy("Separated by semicolons."),
    )
    level = forms.ChoiceField(label=gettext_lazy("level"), choices=RegionLevel.choices)
    parent_code = forms.CharField(
        label=gettext_lazy("parent"),
        validators=[SIX_DIGITS],
        widget=Suggesting(regions),
        help_text=gettext_lazy("As stated, not read from the digits: some counties hang under a province."),
    )
    since = forms.RegexField(
        r"^[0-9]{4}(-(0[1-9]|1[0-2]))?\Z",
        label=gettext_lazy("new since"),
        required=False,
        help_text=gettext_lazy("A year or a month, such as 2025-11."),
    )
    notes = forms.CharField(label=gettext_lazy("notes"), max_length=100, required=False, widget=WIDE)
    source = forms.CharField(label=gettext_lazy("source"), max_length=60, widget=Suggesting(documents))
    seen_at = forms.URLField(
        label=gettext_lazy("seen at"), max_length=300, required=False, assume_scheme="https", widget=WIDE
    )
    confidence = forms.ChoiceField(label=gettext_lazy("confidence"), choices=Confidence.choices)

    def clean_source(self) -> str:
        check_document(self.cleaned_data["source"])
        return str(self.cleaned_data["source"])

    def clean_parent_code(self) -> str:
        code = str(self.cleaned_data["parent_code"])
        if not Region.objects.current().filter(code=code).exists():
            raise ValidationError(_("The list of regions does not hold this code."))
        return code

    def content(self) -> Content:
        return {"region": as_json(RegionContent(**self.cleaned_data))}

    def from_content(self, content: Content) -> dict[str, Any]:
        return vars(read_content(RegionContent, content["region"]))


class RegionPage(DraftPage):
    form = RegionForm


register_page("region", RegionPage())
