"""What a clerk is asked of a batch itself: its number, its days, its document and the counts it announces."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from occupations.actions.batch_desk.form import COUNTS, LABELS, Agency, BatchDraft, read_batch
from occupations.actions.contents import as_json
from occupations.actions.desk import Content
from occupations.admin.draft_forms import DraftForm
from occupations.models import BatchRecord, EditionRecord, EditionStatus, Scheme

WIDE = forms.TextInput(attrs={"class": "vTextField"})
DAYS = ("comment_from", "comment_to", "document_date", "published_on", "effective_on")
COUNT_LABELS = {
    "new_occupations": _("new occupations"),
    "new_work_types": _("new work types"),
    "adjustments": _("adjustments of what exists"),
    "proposed_occupations": _("occupations that were proposed"),
    "cumulative_occupations": _("new occupations of all batches so far"),
}


def _day(name: str, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=LABELS[name], required=False, widget=AdminDateWidget, help_text=help_text)


def _count(name: str) -> forms.IntegerField:
    return forms.IntegerField(label=COUNT_LABELS[name], required=False, min_value=0, max_value=9999)


class BatchForm(DraftForm):
    """What is not known yet is left empty; the checks say when it is needed. Its changes have forms of their own."""

    number = forms.IntegerField(label=LABELS["number"], min_value=1, max_value=9999)
    title_zh = forms.CharField(
        label=LABELS["title_zh"],
        max_length=300,
        required=False,
        widget=WIDE,
        help_text=_("As it is going to be printed. Needed before the batch is approved."),
    )
    edition = forms.ChoiceField(label=LABELS["edition"])
    comment_from = _day("comment_from")
    comment_to = _day("comment_to", _("Comments are taken until the end of that day, in Beijing time."))
    document_number = forms.CharField(
        label=LABELS["document_number"], max_length=60, required=False, help_text=_("Such as 人社厅发〔2026〕1号.")
    )
    document_date = _day("document_date")
    published_on = _day("published_on")
    effective_on = _day("effective_on", _("Its changes hold from 0:00 of that day, in Beijing time."))
    agencies = forms.CharField(
        label=LABELS["agencies"],
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=_("One on each line: the Chinese name; after a | the English one."),
    )
    seen_at = forms.URLField(
        label=LABELS["seen_at"],
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )
    proposed_occupations = _count("proposed_occupations")
    new_occupations = _count("new_occupations")
    new_work_types = _count("new_work_types")
    adjustments = _count("adjustments")
    cumulative_occupations = _count("cumulative_occupations")

    groups = (
        (None, ("number", "title_zh", "edition")),
        (_("Public comment"), ("comment_from", "comment_to")),
        (
            _("The announcement"),
            ("published_on", "effective_on", "document_number", "document_date", "agencies", "seen_at"),
        ),
        (
            _("Counts, as announced"),
            ("proposed_occupations", "new_occupations", "new_work_types", "adjustments", "cumulative_occupations"),
        ),
    )

    def __init__(self, data: Any = None, *, content: Content | None = None) -> None:
        super().__init__(data, content=content)
        english = (get_language() or "zh").startswith("en")
        editions = EditionRecord.objects.current().filter(status=EditionStatus.PUBLISHED, scheme=Scheme.NATIONAL)
        named = [(e.edition_id, e.title_en if english else e.title_zh) for e in editions.order_by("-edition")]
        cast(forms.ChoiceField, self.fields["edition"]).choices = named

    def from_content(self, content: Content) -> dict[str, Any]:
        batch = read_batch(content)
        agencies = [" | ".join(filter(None, (agency.name_zh, agency.name_en))) for agency in batch.agencies]
        plain = ("number", "title_zh", "edition", *DAYS, "document_number", "seen_at")
        return {name: getattr(batch, name) for name in plain} | {
            "agencies": "\n".join(agencies),
            **{name: batch.official_counts.get(name) for name in COUNTS},
        }

    def content(self) -> Content:
        given = self.cleaned_data
        held = read_batch(self.began_with or {})
        agencies = []
        for line in filter(None, (line.strip() for line in given["agencies"].splitlines())):
            chinese, _bar, english = line.replace("｜", "|").partition("|")
            agencies.append(Agency(name_zh=chinese.strip(), name_en=english.strip()))
        counts = {name: given[name] for name in COUNTS if given[name] is not None or name in held.official_counts}
        plain = ("number", "title_zh", "edition", *DAYS, "document_number", "seen_at")
        told = {name: given[name] for name in plain}
        batch = replace(held, **told, agencies=tuple(agencies), official_counts=counts)
        content: Content = as_json(batch)
        return content


def begun(asked: QueryDict) -> Content:
    """The next batch, announced by those who announced the one before."""
    latest = BatchRecord.objects.current().exclude(state="withdrawn").order_by("-batch").first()
    editions = EditionRecord.objects.current().filter(status=EditionStatus.PUBLISHED, scheme=Scheme.NATIONAL)
    edition = editions.valid_on(timezone.localdate()).first()
    agencies = latest.agencies if latest else []
    content: Content = as_json(
        BatchDraft(
            number=latest.batch_id + 1 if latest else 1,
            edition=edition.edition_id if edition else "",
            agencies=tuple(Agency(name_zh=told["name_zh"], name_en=told.get("name_en") or "") for told in agencies),
        )
    )
    return content
