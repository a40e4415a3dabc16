"""The draft of a skill standard in the admin: what a clerk is asked, and what the action is told of it."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from occupations import codes
from occupations.actions.contents import as_json, read_content
from occupations.actions.desk import Content
from occupations.actions.inputs import SourceContent
from occupations.actions.standards import StandardContent
from occupations.admin.draft_forms import DraftForm
from occupations.admin.draft_pages import DraftPage, register_page
from occupations.levels import LEVELS, Level, in_order
from occupations.models import Confidence, Item, Scheme, SkillStandardRecord, SourceKind, StandardKind

WIDE = forms.TextInput(attrs={"class": "vTextField"})
WIDE_ADDRESS = forms.URLInput(attrs={"class": "vURLField"})


class StandardForm(DraftForm):
    """A new standard, with the notice that issued it. What is left empty is not known."""

    title_zh = forms.CharField(label=_("title (Chinese)"), max_length=200, widget=WIDE)
    slug = forms.CharField(
        label=_("id"),
        max_length=50,
        widget=WIDE,
        validators=[RegexValidator(r"^[a-z0-9-]+\Z", _("Lower-case letters, digits and hyphens."))],
        help_text=_("Pinyin of the occupation and the year, such as hulianwangyingxiaoshi-2021; it never changes."),
    )
    issued_on = forms.DateField(label=_("issued on"), widget=AdminDateWidget)
    code = forms.CharField(
        label=_("code of the occupation on that day"),
        validators=[RegexValidator(codes.OCCUPATION_PATTERN, _("A code such as 4-01-06-02."))],
    )
    printed_code = forms.CharField(
        label=_("code as printed"), max_length=20, required=False, help_text=_("If it differs from the code above.")
    )
    kind = forms.ChoiceField(label=_("kind"), choices=StandardKind.choices)
    levels = forms.MultipleChoiceField(
        label=_("levels"),
        choices=lambda: [(level.id, _named(level)) for level in LEVELS.values()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None: not known."),
    )
    edition_year = forms.IntegerField(label=_("edition year"), min_value=1990, max_value=2100, required=False)
    issuers_zh = forms.CharField(
        label=_("issuers"), max_length=300, widget=WIDE, help_text=_("Separated by semicolons.")
    )
    document_number = forms.CharField(label=_("document number"), max_length=60, required=False)
    notice_zh = forms.CharField(label=_("title of the notice"), max_length=300, widget=WIDE)
    seen_at = forms.URLField(
        label=_("seen at"), max_length=300, required=False, assume_scheme="https", widget=WIDE_ADDRESS
    )
    supersedes = forms.ModelChoiceField(
        label=_("supersedes"), queryset=SkillStandardRecord.objects.none(), to_field_name="standard", required=False
    )
    confidence = forms.ChoiceField(label=_("confidence"), choices=Confidence.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = cast(forms.ModelChoiceField, self.fields["supersedes"])
        chosen.queryset = SkillStandardRecord.objects.current().filter(valid_to=None).order_by("standard")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if (day := given.get("issued_on")) and (code := given.get("code")):
            items = Item.objects.current().valid_on(day).filter(scheme=Scheme.NATIONAL, level=codes.OCCUPATION)
            given["occupation"] = items.filter(code=code).first()
            if given["occupation"] is None:
                raise ValidationError({"code": _("No occupation is held under this code on the day of issue.")})
        return given

    def content(self) -> Content:
        return {"standard": as_json(self.standard()), "sources": [as_json(self.source())]}

    def from_content(self, content: Content) -> dict[str, Any]:
        told = read_content(StandardContent, content["standard"])
        source = read_content(SourceContent, content["sources"][0])
        code = _code_on(told.issued_on, told.concept) or told.printed_code or ""
        return {
            "title_zh": told.title_zh,
            "slug": told.slug,
            "issued_on": told.issued_on,
            "code": code,
            "printed_code": told.printed_code if told.printed_code != code else "",
            "kind": told.kind,
            "levels": list(told.levels or ()),
            "edition_year": told.edition_year,
            "issuers_zh": "；".join(told.issuers_zh),
            "document_number": told.document_number or "",
            "notice_zh": source.title_zh,
            "seen_at": told.seen_at,
            "supersedes": told.supersedes,
            "confidence": told.confidence,
        }

    def standard(self) -> StandardContent:
        given = self.cleaned_data
        return StandardContent(
            slug=given["slug"],
            concept=given["occupation"].concept_id,
            name_zh=given["occupation"].name_zh,
            printed_code=given["printed_code"] or given["code"],
            title_zh=given["title_zh"],
            edition_year=given["edition_year"],
            issued_on=given["issued_on"],
            document_number=given["document_number"] or None,
            issuers_zh=self.issuers(),
            kind=given["kind"],
            levels=in_order(given["levels"]) or None,
            supersedes=given["supersedes"].standard_id if given["supersedes"] else None,
            source=self.source().slug,
            seen_at=given["seen_at"],
            confidence=given["confidence"],
            known_gap_zh="" if given["levels"] else "等级未收录。",
            known_gap_en="" if given["levels"] else "Its levels are not held.",
        )

    def source(self) -> SourceContent:
        given = self.cleaned_data
        return SourceContent(
            slug=f"standard-{given['slug']}",
            kind=SourceKind.ANNOUNCEMENT,
            title_zh=given["notice_zh"],
            document_number=given["document_number"] or None,
            issuers_zh=self.issuers(),
            issued_on=given["issued_on"],
            seen_at=tuple(page for page in [given["seen_at"]] if page),
            confidence=given["confidence"],
        )

    def issuers(self) -> tuple[str, ...]:
        names = self.cleaned_data["issuers_zh"].replace("；", ";").split(";")
        return tuple(name.strip() for name in names if name.strip())

    def refuse(self, error: ValidationError) -> None:
        if "concept" in getattr(error, "error_dict", {}):
            error = ValidationError({**error.error_dict, "code": error.error_dict.pop("concept")})
        super().refuse(error)


def _named(level: Level) -> str:
    return level.name_zh if (get_language() or "zh").startswith("zh") else level.name_en


class StandardPage(DraftPage):
    form = StandardForm


def _code_on(day: date | None, concept: str) -> str | None:
    """The code of an occupation on a day."""
    items = Item.objects.current().filter(scheme=Scheme.NATIONAL, concept=concept)
    return (items.valid_on(day) if day else items).order_by("-valid_from").values_list("code", flat=True).first()


register_page("standard", StandardPage())
