"""The draft of a skill standard in the admin: what a clerk is asked, and what the action is told of it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from occupations import codes
from occupations.actions.contents import as_json, read_content
from occupations.actions.desk import Content
from occupations.actions.inputs import SourceContent
from occupations.actions.standards import CoveredWorkType, StandardContent
from occupations.admin.choosing import Suggesting, code_of, levels, occupation_named, occupations, several
from occupations.admin.draft_forms import DraftForm, RowForm, RowFormSet, rows_of, shown
from occupations.admin.draft_pages import DraftPage, register_page
from occupations.levels import in_order
from occupations.models import Confidence, Scheme, SkillStandardRecord, SourceKind, StandardKind, WorkType

WIDE = forms.TextInput(attrs={"class": "vTextField"})
WIDE_ADDRESS = forms.URLInput(attrs={"class": "vURLField"})


GAPS = {
    "levels": ("等级未收录。", "Its levels are not held."),
    "issued_on": ("发布日期不详。", "Its day of issue is not known."),
}


class WorkTypeForm(RowForm):
    name_zh = forms.CharField(
        label=_("work type"), max_length=50, validators=[RegexValidator(r"^[^\s;；]+\Z", _("Without spaces."))]
    )
    new = forms.BooleanField(
        label=_("brought by this standard"), required=False, help_text=_("No batch and no edition had it.")
    )
    levels = forms.MultipleChoiceField(
        label=_("levels, if not those of the standard"), choices=levels, required=False, widget=forms.SelectMultiple
    )

    def in_words(self) -> str:
        told = [self.initial["name_zh"], str(_("brought by this standard")) if self.initial.get("new") else ""]
        return " · ".join(filter(None, [*told, shown(self.fields["levels"], self.initial.get("levels"))]))


class WorkTypes(RowFormSet):
    title = _("work type")
    heading = _("Work types covered")
    help = _("As the standard names them. Empty: the standard is about the occupation as a whole.")
    occupation = ""

    def of(self, occupation: str) -> None:
        """The concept of the occupation that they belong to; told before they are checked."""
        self.occupation = occupation

    def clean(self) -> None:
        for form in self.forms:
            given = form.cleaned_data if form.is_valid() else {}
            if not given or not self.occupation or given.get("DELETE"):
                continue
            given["concept"] = "" if given["new"] else self.concept_of(given["name_zh"])
            if given["concept"] is None:
                form.add_error("name_zh", _("The occupation has had no such work type."))

    def concept_of(self, name: str) -> str | None:
        held = WorkType.objects.current().filter(scheme=Scheme.NATIONAL, occupation=self.occupation)
        found = held.filter(name_zh=name).first() or next((w for w in held if name in w.former_names), None)
        return found.concept_id if found else None

    def covered(self) -> list[CoveredWorkType]:
        return [
            CoveredWorkType(name_zh=row["name_zh"], concept=row["concept"], levels=in_order(row["levels"]) or None)
            for row in self.rows()
        ]


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
    issued_on = forms.DateField(
        label=_("issued on"),
        required=False,
        widget=AdminDateWidget,
        help_text=_("Empty: not known. It then counts as in force from its edition year on."),
    )
    code = forms.CharField(
        label=_("code of the occupation on that day"),
        widget=Suggesting(occupations),
        validators=[RegexValidator(codes.OCCUPATION_PATTERN, _("A code such as 4-01-06-02."))],
    )
    printed_code = forms.CharField(
        label=_("code as printed"), max_length=20, required=False, help_text=_("If it differs from the code above.")
    )
    kind = forms.ChoiceField(label=_("kind"), choices=StandardKind.choices)
    levels = forms.MultipleChoiceField(
        label=_("levels"),
        choices=levels,
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

    formsets: ClassVar = {"work_types": rows_of(WorkTypeForm, WorkTypes)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = cast(forms.ModelChoiceField, self.fields["supersedes"])
        chosen.queryset = SkillStandardRecord.objects.current().filter(valid_to=None).order_by("standard")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "issued_on" in given and not given["issued_on"] and not given.get("edition_year"):
            self.add_error("edition_year", _("Where the day of issue is not known, the year of the edition is."))
        elif "issued_on" in given and (code := given.get("code")):
            day = given["issued_on"] or date(given["edition_year"], 12, 31)
            given["occupation"] = occupation_named(code, day)
            if given["occupation"] is None:
                self.add_error("code", _("No occupation is held under this code on the day of issue."))
            else:
                self.parts["work_types"].of(given["occupation"].concept_id)
        return given

    def content(self) -> Content:
        return {"standard": as_json(self.standard()), "sources": [as_json(self.source())]}

    def from_content(self, content: Content) -> dict[str, Any]:
        told = read_content(StandardContent, content["standard"])
        source = read_content(SourceContent, content["sources"][0])
        code = code_of(told.concept, told.issued_on)
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
            "work_types": [
                {"name_zh": row.name_zh, "new": not row.concept, "levels": list(row.levels or ())}
                for row in told.work_types
            ],
        }

    def standard(self) -> StandardContent:
        given = self.cleaned_data
        gaps = [gap for name, gap in GAPS.items() if not given[name]]
        return StandardContent(
            slug=given["slug"],
            concept=given["occupation"].concept_id,
            name_zh=given["occupation"].name_zh,
            printed_code=given["printed_code"] or given["code"],
            title_zh=given["title_zh"],
            edition_year=given["edition_year"],
            issued_on=given["issued_on"],
            document_number=given["document_number"] or None,
            issuers_zh=several(given["issuers_zh"]),
            kind=given["kind"],
            levels=in_order(given["levels"]) or None,
            work_types=tuple(self.parts["work_types"].covered()),
            supersedes=given["supersedes"].standard_id if given["supersedes"] else None,
            source=self.source().slug,
            seen_at=given["seen_at"],
            confidence=given["confidence"],
            known_gap_zh="".join(zh for zh, _en in gaps),
            known_gap_en=" ".join(en for _zh, en in gaps),
        )

    def source(self) -> SourceContent:
        given = self.cleaned_data
        return SourceContent(
            slug=f"standard-{given['slug']}",
            kind=SourceKind.ANNOUNCEMENT,
            title_zh=given["notice_zh"],
            document_number=given["document_number"] or None,
            issuers_zh=several(given["issuers_zh"]),
            issued_on=given["issued_on"],
            seen_at=tuple(page for page in [given["seen_at"]] if page),
            confidence=given["confidence"],
        )

    def refuse(self, error: ValidationError) -> None:
        if "concept" in getattr(error, "error_dict", {}):
            error = ValidationError({**error.error_dict, "code": error.error_dict.pop("concept")})
        super().refuse(error)


class StandardPage(DraftPage):
    form = StandardForm


register_page("standard", StandardPage())
