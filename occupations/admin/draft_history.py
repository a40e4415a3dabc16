"""The history of the desk in the admin: every act of a clerk with who, when, why, and what it changed; also as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from occupations.actions.desk import EDIT, OPEN, kinds, named
from occupations.admin.draft_filters import ActKindFilter, PersonFilter
from occupations.admin.draft_forms import Difference, differences
from occupations.admin.draft_pages import page_of
from occupations.admin.read_only import ReadOnlyAdmin
from occupations.characters import visible
from occupations.models import Draft, DraftAct

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be run as a formula by a spreadsheet."""


@dataclass(frozen=True)
class ToldAct:
    act: DraftAct
    reason: str
    done: str
    before: int
    """The version before it."""
    differences: list[Difference]


def in_words(act: DraftAct, kind: str) -> str:
    if act.act == OPEN:
        return _("begun")
    if act.act == EDIT:
        return _("edited")
    return named(kinds()[kind].lifecycle.states[act.act])


def acts_of(draft: Draft) -> list[ToldAct]:
    """The newest first, each with what it made different."""
    lines = page_of(draft.kind).lines
    told: list[ToldAct] = []
    before: Any = None
    for act in draft.acts.order_by("version"):
        changed = [] if before in (None, act.content) else differences(lines(before), lines(act.content))
        told.insert(0, ToldAct(act, visible(act.reason), in_words(act, draft.kind), act.version - 1, changed))
        before = act.content
    return told


class Echo:
    """What the csv module writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


@admin.register(DraftAct)
class DraftActAdmin(ReadOnlyAdmin):
    list_display = ("at", "person", "draft_link", "kind", "done", "why", "changed")
    list_display_links = None
    list_filter = (ActKindFilter, "at", PersonFilter)
    search_fields = ("draft__title", "draft__key", "by_name", "reason")
    list_select_related = ("draft",)
    list_per_page = 50
    change_list_template = "admin/occupations/draft_acts.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[DraftAct]:
        before = DraftAct.objects.filter(draft=OuterRef("draft"), version=OuterRef("version") - 1)
        acts = super().get_queryset(request).defer("draft__content")
        return acts.annotate(before=Subquery(before.values("content")[:1]))

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["-at", "-id"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site._registry[Draft].has_view_permission(request)

    @admin.display(description=pgettext_lazy("at the desk", "draft"))
    def draft_link(self, act: DraftAct) -> str:
        address = reverse("admin:occupations_draft_change", args=[act.draft_id])
        return format_html('<a href="{}">{}</a>', address, act.draft)

    @admin.display(description=gettext_lazy("by"), ordering="by_name")
    def person(self, act: DraftAct) -> str:
        return act.by_name

    @admin.display(description=gettext_lazy("kind"))
    def kind(self, act: DraftAct) -> str:
        return str(kinds()[act.draft.kind].title)

    @admin.display(description=gettext_lazy("act"))
    def done(self, act: DraftAct) -> str:
        return in_words(act, act.draft.kind)

    @admin.display(description=gettext_lazy("reason"), ordering="reason")
    def why(self, act: DraftAct) -> str:
        return visible(act.reason)

    @admin.display(description=gettext_lazy("what it changed"))
    def changed(self, act: Any) -> str:
        told = ((d.label, d.before or "–", d.after or "–") for d in self.differences(act))
        return format_html_join("", "<div>{}: <del>{}</del> <ins>{}</ins></div>", told) or "–"

    def differences(self, act: Any) -> list[Difference]:
        if act.before in (None, act.content):
            return []
        lines = page_of(act.draft.kind).lines
        return differences(lines(act.before), lines(act.content))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = {"title": _("Who did what, when and why")}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    # --- as a file ------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        export = self.admin_site.admin_view(self.export_view)
        return [path("export/", export, name="occupations_draftact_export"), *super().get_urls()]

    def export_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """The acts that the list shows, all of them, as CSV that a spreadsheet opens."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        acts = self.get_changelist_instance(request).get_queryset(request)
        writer = csv.writer(Echo())
        lines = (writer.writerow([_safe(cell) for cell in row]) for row in self.rows(acts))
        response = StreamingHttpResponse(("\ufeff" if n == 0 else "") + line for n, line in enumerate(lines))
        response["Content-Type"] = "text/csv; charset=utf-8"
        response["Content-Disposition"] = 'attachment; filename="history.csv"'
        return response

    def rows(self, acts: QuerySet[DraftAct]) -> Iterator[list[str]]:
        yield [
            *(
                _("time"),
                _("by"),
                _("kind"),
                _("what it is about"),
                _("title"),
                pgettext("at the desk", "draft"),
                _("version"),
            ),
            *(_("act"), _("reason"), _("field"), _("before"), _("after")),
        ]
        for act in acts.iterator(chunk_size=200):
            told = [
                *(timezone.localtime(act.at).isoformat(timespec="seconds"), act.by_name, self.kind(act)),
                *(act.draft.key, act.draft.title, str(act.draft_id), str(act.version), self.done(act), act.reason),
            ]
            changed = self.differences(act)
            yield from ([*told, d.label, d.before, d.after] for d in changed)
            if not changed:
                yield [*told, "", "", ""]


def _safe(text: str) -> str:
    cell = visible(text)
    return f"'{cell}" if cell.startswith(RISKY) else cell
