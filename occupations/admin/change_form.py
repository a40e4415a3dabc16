"""What the forms of changes have in common: each gives back the whole batch, with one change in it made otherwise."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations.actions.batch_desk.form import LABELS, MEMBERS, DraftChange, read_batch
from occupations.actions.contents import as_json
from occupations.actions.desk import Content
from occupations.admin.change_choices import (
    GROUPS,
    OCCUPATIONS,
    About,
    Chosen,
    Places,
    SeveralChosen,
)
from occupations.admin.draft_forms import DraftForm
from occupations.models import ChangeKind

WIDE = forms.TextInput(attrs={"class": "vTextField"})
MARKS = [("", gettext_lazy("not known")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
MARK_VALUES = {"": None, "yes": True, "no": False}


def mark_field(name: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=LABELS[name], choices=MARKS, required=False)


def name_field(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=100, widget=WIDE, strip=False)


def code_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("new code"),
        max_length=20,
        required=False,
        strip=False,
        help_text=gettext_lazy("Such as 4-01-06-02. Left empty: the next free number of the group below."),
    )


def group_field() -> Chosen:
    return Chosen(GROUPS, label=gettext_lazy("group it lies under"), required=False)


def concept_field(label: Any, what: str = OCCUPATIONS) -> Chosen:
    return Chosen(what, label=label, help_text=gettext_lazy("Type a part of its code or its name."))


class ChangeForm(DraftForm):
    """Gives back the content of the whole batch, with this change in it."""

    kind: ClassVar[ChangeKind]

    def __init__(self, data: Any, *, content: Content, places: Places, change: DraftChange, draft: int) -> None:
        self.places, self.change = places, change
        super().__init__(data, content=content)
        for name, field in self.fields.items():
            if isinstance(field, Chosen | SeveralChosen):
                told = data.getlist(name) if data is not None else self.initial.get(name) or []
                address = reverse("admin:occupations_draft_choices", args=[draft, field.what])
                field.offer(places, [told] if isinstance(told, str) else told, address)

    def from_content(self, content: Content) -> dict[str, Any]:
        told = {name: getattr(self.change, name) for name in MEMBERS[self.kind].all}
        words = {True: "yes", False: "no", None: ""}
        marks = {name: words[told[name]] for name in ("digital", "green") if name in told}
        return told | marks | {"work_types": "\n".join(told.get("work_types", ()))}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "group" in self.fields and given.get("group") and not given.get("code", "").strip():
            given["code"] = self.places.next_code(given["group"], self.change.id) or ""
            if not given["code"]:
                raise ValidationError({"group": _("Every number of this group has been given already.")})
        return given

    def about(self) -> About:
        """What the change is about, as it stands; only what is in force can be chosen."""
        found = self.places.about(self.cleaned_data["concept"])
        if found is None:
            raise LookupError(self.cleaned_data["concept"])
        return found

    def told(self) -> dict[str, Any]:
        """The members of the change."""
        raise NotImplementedError

    def brings(self) -> list[DraftChange]:
        """Further changes that this one takes."""
        return []

    def content(self) -> Content:
        more = self.brings()
        blank = DraftChange(id=self.change.id, kind=self.kind.value)
        kept = {name: getattr(self.change, name) for name in KEPT}
        mine = replace(blank, **kept, **self.told())
        changes = [mine if change.id == mine.id else change for change in self.places.batch.changes]
        if mine not in changes:
            changes.append(mine)
        content: Content = as_json(self.places.batch.with_changes([*changes, *more]))
        return content

    def marks(self) -> dict[str, bool | None]:
        return {name: MARK_VALUES[self.cleaned_data[name]] for name in ("digital", "green")}

    def names_of_work_types(self) -> tuple[str, ...]:
        lines = re.split(r"[\n、;；]", self.cleaned_data["work_types"].replace("\r", ""))
        return tuple(line for line in lines if line.strip())


KEPT = ("proposal", "dropped", "seen_at", "confidence", "known_gap_zh", "known_gap_en")
"""What the forms do not ask, and leave as it is."""


class DropForm(DraftForm):
    """Take a change out of the batch; it stays in the draft, with the reason."""

    why = forms.CharField(
        label=LABELS["dropped"],
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=gettext_lazy("It is kept with this reason, and can be taken in again."),
    )

    def __init__(self, data: Any, *, content: Content, change: DraftChange) -> None:
        self.change = change
        super().__init__(data, content=content)

    def from_content(self, content: Content) -> dict[str, Any]:
        return {"why": self.change.dropped}

    def content(self) -> Content:
        batch = read_batch(self.began_with or {})
        why = self.cleaned_data.get("why", "")
        changes = [replace(change, dropped=why) if change.id == self.change.id else change for change in batch.changes]
        content: Content = as_json(batch.with_changes(changes))
        return content


class TakeInForm(DropForm):
    """Take a dropped change in again: there is nothing to fill in."""

    why = None  # type: ignore[assignment]  # so a form leaves out a field of another
