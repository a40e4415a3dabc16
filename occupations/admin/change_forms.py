"""What a clerk is asked of a change: one form for each kind, which fills in what the registry knows already."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations.actions.batch_desk.form import LABELS, NEW, DraftChange
from occupations.actions.desk import Content
from occupations.admin.change_choices import MOVABLE, SUCCESSORS, WORK_TYPES, Chosen, SeveralChosen
from occupations.admin.change_form import (
    WIDE,
    ChangeForm,
    code_field,
    concept_field,
    group_field,
    mark_field,
    name_field,
)
from occupations.admin.draft_forms import RowForm, RowFormSet, rows_of
from occupations.models import ChangeKind


class NewOccupationForm(ChangeForm):
    kind = ChangeKind.NEW_OCCUPATION
    name_zh = name_field(gettext_lazy("name of the new occupation"))
    code = code_field()
    group = group_field()
    digital, green = mark_field("digital"), mark_field("green")
    work_types = forms.CharField(
        label=LABELS["work_types"],
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One on each line."),
    )
    name_en = forms.CharField(label=LABELS["name_en"], max_length=200, required=False, widget=WIDE)

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        told = {name: given[name] for name in ("name_zh", "code", "name_en")}
        return told | self.marks() | {"work_types": self.names_of_work_types()}


class MovedForm(ChangeForm):
    kind = ChangeKind.MOVED
    concept = concept_field(
        gettext_lazy("occupation that moves to another group, or work type that is raised"), MOVABLE
    )
    code = code_field()
    group = group_field()
    digital, green = mark_field("digital"), mark_field("green")
    work_types = NewOccupationForm.base_fields["work_types"]

    def from_content(self, content: Content) -> dict[str, Any]:
        told = super().from_content(content)
        return told | {"concept": told["concept"] or self.places.work_type_named(self.change.name_zh)}

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        found = self.places.about(given.get("concept", ""))
        if found and not found.work_type and (given.get("digital") or given.get("green") or given.get("work_types")):
            told = _("Marks and work types are told of a work type that is raised; an occupation keeps its own.")
            raise ValidationError(told)
        return given

    def told(self) -> dict[str, Any]:
        found, code = self.about(), self.cleaned_data["code"]
        if not found.work_type:
            return {"concept": found.concept, "name_zh": found.name_zh, "code": code, "former_code": found.code}
        return {"name_zh": found.name_zh, "code": code, **self.marks(), "work_types": self.names_of_work_types()}


class RenamedForm(ChangeForm):
    kind = ChangeKind.RENAMED
    concept = concept_field(gettext_lazy("occupation that is renamed"))
    name_zh = name_field(gettext_lazy("new name"))
    name_en = NewOccupationForm.base_fields["name_en"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        found = self.places.about(given.get("concept", ""))
        if found and given.get("name_zh") == found.name_zh:
            raise ValidationError({"name_zh": _("It has this name already.")})
        return given

    def told(self) -> dict[str, Any]:
        found, given = self.about(), self.cleaned_data
        told = {"concept": found.concept, "former_name_zh": found.name_zh, "code": found.code}
        return told | {"name_zh": given["name_zh"], "name_en": given["name_en"]}


class RecodedForm(ChangeForm):
    kind = ChangeKind.RECODED
    concept = concept_field(gettext_lazy("occupation that gets another code"))
    code = code_field()
    group = group_field()

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        found = self.places.about(given.get("concept", ""))
        if found and given.get("code") == found.code:
            raise ValidationError({"code": _("It has this code already.")})
        return given

    def told(self) -> dict[str, Any]:
        found = self.about()
        told = {"concept": found.concept, "name_zh": found.name_zh, "former_code": found.code}
        return told | {"code": self.cleaned_data["code"]}


class RedefinedForm(ChangeForm):
    kind = ChangeKind.REDEFINED
    concept = concept_field(gettext_lazy("occupation whose description changes"))

    def told(self) -> dict[str, Any]:
        found = self.about()
        return {"concept": found.concept, "name_zh": found.name_zh, "code": found.code}


class PartForm(RowForm):
    name_zh = forms.CharField(label=LABELS["name_zh"], max_length=100, strip=False)
    code = forms.CharField(label=LABELS["code"], max_length=20, required=False, strip=False)


class Parts(RowFormSet):
    title = gettext_lazy("part")
    heading = gettext_lazy("Parts that are new")
    help = gettext_lazy("Each becomes a new occupation of this batch, with a line of its own.")


class EndingForm(ChangeForm):
    """An occupation ends, and may live on in others."""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("concept") and given["concept"] in (given.get("successors") or ()):
            raise ValidationError({"successors": _("An occupation that ends does not live on in itself.")})
        return given

    def told(self) -> dict[str, Any]:
        found = self.about()
        told = {"concept": found.concept, "name_zh": found.name_zh, "former_code": found.code}
        return told | {"successors": tuple(self.cleaned_data["successors"])}


class SplitForm(EndingForm):
    kind = ChangeKind.SPLIT
    formsets: ClassVar[Any] = {"parts": rows_of(PartForm, Parts)}
    concept = concept_field(gettext_lazy("occupation that is split"))
    successors = SeveralChosen(
        SUCCESSORS,
        label=gettext_lazy("parts that there are already"),
        required=False,
        help_text=gettext_lazy("Occupations in force, or new ones of this batch. Parts that are new are named below."),
    )

    def from_content(self, content: Content) -> dict[str, Any]:
        return super().from_content(content) | {"parts": []}

    def brings(self) -> list[DraftChange]:
        """A new occupation for each part; counted on from the id of this change."""
        first = max(int(key[1:]) for key in (self.change.id, *self._ids()) if key[1:].isdecimal())
        told = cast(RowFormSet, self.parts["parts"]).rows()
        return [
            DraftChange(
                id=f"c{first + number}", kind=NewOccupationForm.kind.value, name_zh=part["name_zh"], code=part["code"]
            )
            for number, part in enumerate(told, 1)
        ]

    def _ids(self) -> list[str]:
        return [change.id for change in self.places.batch.changes]

    def told(self) -> dict[str, Any]:
        told = super().told()
        return told | {"successors": (*told["successors"], *(f"{NEW}{part.id}" for part in self.brings()))}


class MergedForm(EndingForm):
    kind = ChangeKind.MERGED
    concept = concept_field(gettext_lazy("occupation that is merged into another"))
    successors = SeveralChosen(
        SUCCESSORS,
        label=gettext_lazy("merged into"),
        required=False,
        help_text=gettext_lazy("An occupation in force, or a new one of this batch. Enter each that is merged."),
    )


class AbolishedForm(EndingForm):
    kind = ChangeKind.ABOLISHED
    concept = concept_field(gettext_lazy("occupation that is abolished"))
    successors = SeveralChosen(
        SUCCESSORS,
        label=LABELS["successors"],
        required=False,
        help_text=gettext_lazy("Where its work is done from then on. Empty: nowhere."),
    )


class MarkChangedForm(ChangeForm):
    kind = ChangeKind.MARK_CHANGED
    concept = concept_field(gettext_lazy("occupation whose marks change"))
    digital, green = mark_field("digital"), mark_field("green")

    def told(self) -> dict[str, Any]:
        found = self.about()
        return {"concept": found.concept, "name_zh": found.name_zh, "code": found.code} | self.marks()


class NewWorkTypeForm(ChangeForm):
    kind = ChangeKind.NEW_WORK_TYPE
    name_zh = name_field(gettext_lazy("name of the new work type"))
    occupation = Chosen(
        SUCCESSORS,
        label=LABELS["occupation"],
        help_text=gettext_lazy("In force, or new in this batch. Type a part of its code or its name."),
    )

    def told(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name_zh", "occupation")}


class WorkTypeRemovedForm(ChangeForm):
    kind = ChangeKind.WORK_TYPE_REMOVED
    concept = concept_field(gettext_lazy("work type that is removed"), WORK_TYPES)

    def told(self) -> dict[str, Any]:
        found = self.about()
        return {"concept": found.concept, "name_zh": found.name_zh}


FORMS: dict[str, type[ChangeForm]] = {
    form.kind.value: form
    for form in (
        *(NewOccupationForm, RenamedForm, RecodedForm, MovedForm, SplitForm, MergedForm, AbolishedForm),
        *(RedefinedForm, MarkChangedForm, NewWorkTypeForm, WorkTypeRemovedForm),
    )
}
