"""The page "the classification after this batch": what differs, and whose stored codes are affected."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations import transitions
from occupations.actions.revise import Conflict
from occupations.admin.batch_words import joined, yes_or_no
from occupations.answers.batch_preview import Preview, preview
from occupations.characters import visible

KINDS: dict[str, Any] = {
    transitions.ADDED: gettext_lazy("new"),
    transitions.ENDED: gettext_lazy("ends"),
    transitions.RENAMED: gettext_lazy("renamed"),
    transitions.RECODED: gettext_lazy("recoded"),
    transitions.MOVED: gettext_lazy("under another group"),
    transitions.MARKS_CHANGED: gettext_lazy("mark changed"),
    transitions.REDEFINED: gettext_lazy("redefined"),
    transitions.SPLIT: gettext_lazy("split"),
    transitions.MERGED: gettext_lazy("merged"),
    transitions.REPLACED: gettext_lazy("replaced"),
    transitions.RAISED: gettext_lazy("raised to an occupation"),
}
OUTCOMES: dict[str, Any] = {
    "kept": gettext_lazy("the same code and name"),
    "renamed": gettext_lazy("the same code under another name"),
    "recoded": gettext_lazy("another code"),
    "merged": gettext_lazy("lives on in one other"),
    "split": gettext_lazy("lives on in several: somebody must decide"),
    "ended": gettext_lazy("nothing of it is left"),
    "ambiguous": gettext_lazy("fits several: somebody must decide"),
    "unknown": gettext_lazy("not known"),
}
RESOURCES: dict[str, Any] = {"occupation": gettext_lazy("occupation"), "work_type": gettext_lazy("work type")}


class PreviewPages:
    def __init__(self, admin: Any) -> None:
        self.admin = admin

    def urls(self) -> list[Any]:
        view = self.admin.admin_site.admin_view(self.preview_view)
        return [path("<int:draft>/preview/", view, name="occupations_draft_preview")]

    def preview_view(self, request: HttpRequest, draft: int) -> HttpResponse:
        held = self.admin.draft_or_404(request, draft)
        if held.kind != "batch":
            raise Http404
        try:
            found = preview(held.content, timezone.localdate())
        except (ValidationError, Conflict) as error:
            why = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            told = _("The classification after this batch cannot be shown before its errors are put right: %(why)s")
            messages.error(request, told % {"why": why})
            return HttpResponseRedirect(self.admin.address(held))
        context = self.admin.around(request, _("The classification after this batch"), held) | {
            "found": found,
            "rows": rows_of(found),
            "counts": [(KINDS.get(kind, kind), number) for kind, number in found.counts.items()],
            "affected": [(OUTCOMES.get(outcome, outcome), number) for outcome, number in found.affected.items()],
            "affected_number": sum(found.affected.values()),
            "codes": [code_in_words(record) for record in found.records],
        }
        return TemplateResponse(request, "admin/occupations/batch_preview.html", context)


def rows_of(found: Preview) -> list[dict[str, Any]]:
    return [
        {
            "kinds": joined(str(KINDS.get(kind, kind)) for kind in one["kinds"]),
            "resource": RESOURCES.get(one["resource"], one["resource"]),
            "before": place(one["before"]),
            "after": place(one["after"]) or joined(place(successor) for successor in one["successors"]),
            "marks": _marks(one) if transitions.MARKS_CHANGED in one["kinds"] else "",
        }
        for one in found.differences
    ]


def place(told: dict[str, Any] | None) -> str:
    return visible(f"{told['code'] or ''} {told['name_zh'] or ''}".strip()) if told else ""


def _marks(one: dict[str, Any]) -> str:
    names = {"digital": _("digital"), "green": _("green")}
    changed = [name for name in names if one["before"][name] != one["after"][name]]
    return joined(
        f"{names[name]} {yes_or_no(one['before'][name])} → {yes_or_no(one['after'][name])}" for name in changed
    )


def code_in_words(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": record["input"]["code"],
        "name": visible((record["source"] or {}).get("name_zh") or ""),
        "outcome": OUTCOMES.get(record["outcome"], record["outcome"]),
        "targets": joined(place(target) for target in [*record["targets"], *record["candidates"]]),
        "breaks_on": date.fromisoformat(record["breaks_on"]) if record["breaks_on"] else None,
    }
