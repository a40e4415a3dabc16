"""What a change can be about: occupations, work types and groups, found by code or name as one types."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, get_select2_language
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from occupations import codes
from occupations.actions.batch_desk.form import NEW, BatchDraft
from occupations.models import ChangeKind, Item, Scheme, WorkType

PER_PAGE = 20
OCCUPATIONS, SUCCESSORS, WORK_TYPES, MOVABLE, GROUPS = "occupations", "successors", "work-types", "movable", "groups"
EVERYTHING = "everything"
# What can be chosen from each list: what the batch brings, occupations, work types, groups.
LISTS = {
    OCCUPATIONS: ("occupations",),
    SUCCESSORS: ("brought", "occupations"),
    WORK_TYPES: ("work_types",),
    MOVABLE: ("occupations", "work_types"),
    GROUPS: ("groups",),
    EVERYTHING: ("brought", "occupations", "work_types", "groups"),
}
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class About:
    """An occupation or a work type as it stands on the day of the batch."""

    concept: str
    code: str
    name_zh: str
    work_type: bool = False


@dataclass(frozen=True)
class Places:
    """The classification on the day of a batch, and what the batch is going to bring."""

    batch: BatchDraft
    day: date

    def search(self, what: str, term: str, page: int) -> tuple[Choices, bool]:
        """A page of what a list has for a term, and whether there is more. Raises KeyError: no such list."""
        words, parts = term.split(), LISTS[what]
        start, end = (page - 1) * PER_PAGE, page * PER_PAGE + 1
        found = self._brought(words) if "brought" in parts else []
        for rows in self._rows(parts):
            for word in words:
                named = Q(name_zh__contains=word)
                rows = rows.filter(named | Q(code__startswith=word) if rows.model is Item else named)
            found += [_choice(row) for row in rows[: max(end - len(found), 0)]]
        return found[start : end - 1], len(found) > end - 1

    def labels(self, values: Iterable[str], what: str = EVERYTHING) -> dict[str, str]:
        """What each value of a list is called; one that stands for nothing there is left out."""
        wanted, parts = {value for value in values if value}, LISTS[what]
        told = {value: label for value, label in self._brought([]) if value in wanted} if "brought" in parts else {}
        for rows in self._rows(parts) if wanted else []:
            told |= dict(_choice(row) for row in rows.filter(Q(concept__in=wanted) | _by_code(rows, wanted)))
        return {value: label for value, label in told.items() if value in wanted}

    def about(self, concept: str) -> About | None:
        """What is in force under that concept."""
        if item := self._occupations().filter(concept=concept).first():
            return About(concept, item.code or "", item.name_zh or "")
        if row := self._work_types().filter(concept=concept).first():
            return About(concept, "", row.name_zh, work_type=True)
        return None

    def work_type_named(self, name: str) -> str:
        """The concept of the work type of that name; blank where there is none."""
        row = self._work_types().filter(name_zh=name).first()
        return row.concept_id if row else ""

    def next_code(self, group: str, without: str = "") -> str | None:
        """The first number in a group after all that have ever been given there; None where no number is left.

        ``without``: the change that asks, whose own code does not count.
        """
        held = Item.objects.current().filter(scheme=Scheme.NATIONAL, level=codes.OCCUPATION, code__startswith=group)
        given = set(held.values_list("code", flat=True))
        given |= {change.code for change in self.batch.kept if change.id != without}
        taken = [int(code.rpartition("-")[2]) for code in given if code and codes.is_code(code) and _in(code, group)]
        number = max(taken, default=0) + 1
        return f"{group}-{number:02}" if number in range(1, 99) else None

    def _rows(self, parts: Iterable[str]) -> list[QuerySet[Any]]:
        return [getattr(self, f"_{part}")() for part in parts if part != "brought"]

    def _occupations(self) -> QuerySet[Item]:
        rows = Item.objects.current().valid_on(self.day).filter(scheme=Scheme.NATIONAL, level=codes.OCCUPATION)
        return rows.order_by("code", "concept")

    def _groups(self) -> QuerySet[Item]:
        rows = Item.objects.current().valid_on(self.day).filter(scheme=Scheme.NATIONAL, level=codes.MINOR)
        return rows.order_by("code", "concept")

    def _work_types(self) -> QuerySet[WorkType]:
        rows = WorkType.objects.current().valid_on(self.day).filter(scheme=Scheme.NATIONAL)
        return rows.order_by("name_zh", "concept")

    def _brought(self, words: list[str]) -> Choices:
        """The occupations that this batch brings."""
        choices = []
        for change in self.batch.kept:
            fresh = change.kind in (ChangeKind.NEW_OCCUPATION, ChangeKind.MOVED) and not change.concept
            if fresh and all(word in change.name_zh or change.code.startswith(word) for word in words):
                told = {"name": f"{change.code} {change.name_zh}".strip()}
                choices.append((f"{NEW}{change.id}", _("%(name)s (new in this batch)") % told))
        return choices


def _choice(row: Item | WorkType) -> tuple[str, str]:
    """Value and label: a group goes by its code, all else by its concept."""
    if isinstance(row, WorkType):
        return row.concept_id, _("%(name)s (work type)") % {"name": row.name_zh}
    value = row.concept_id if row.level == codes.OCCUPATION else row.code or ""
    return value, f"{row.code or ''} {row.name_zh or ''}".strip()


def _by_code(rows: QuerySet[Any], wanted: set[str]) -> Q:
    return Q(code__in=wanted) if rows.model is Item else Q(pk__in=())


def _in(code: str, group: str) -> bool:
    return codes.level(code) == codes.OCCUPATION and codes.parent(code) == group


class Autocomplete(AutocompleteMixin, forms.Select):
    """Django admin's own autocompletion, over a list of ours instead of a table."""

    def __init__(self) -> None:
        forms.Select.__init__(self)
        self.i18n_name = get_select2_language()
        self.address = ""

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        return forms.Widget.build_attrs(self, base_attrs, extra_attrs) | {
            "data-ajax--cache": "true",
            "data-ajax--delay": 250,
            "data-ajax--type": "GET",
            "data-ajax--url": self.address,
            "data-theme": "admin-autocomplete",
            "data-allow-clear": json.dumps(not self.is_required),
            "data-placeholder": "",
            "lang": self.i18n_name or "en",
            "class": "admin-autocomplete",
        }

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        return forms.Select.optgroups(self, name, value, attrs)


class AutocompleteSeveral(Autocomplete, forms.SelectMultiple):
    pass


class Chosen(forms.ChoiceField):
    """One of a list of Places."""

    widget = Autocomplete

    def __init__(self, what: str, **options: Any) -> None:
        super().__init__(**options)
        self.what = what

    def offer(self, places: Places, values: Iterable[str], address: str) -> None:
        """Take these values, as far as they stand for something, and look for others at the address."""
        self.choices = [("", ""), *places.labels(values, self.what).items()]
        self.widget.address = address


class SeveralChosen(forms.MultipleChoiceField):
    widget = AutocompleteSeveral

    def __init__(self, what: str, **options: Any) -> None:
        super().__init__(**options)
        self.what = what

    def offer(self, places: Places, values: Iterable[str], address: str) -> None:
        self.choices = list(places.labels(values, self.what).items())
        self.widget.address = address
