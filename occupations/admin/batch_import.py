"""The page on which the changes of a batch are imported: a file is looked at, confirmed, and only then put in."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from occupations.actions.batch_desk.form import LABELS, BatchDraft, DraftChange, read_batch
from occupations.actions.batch_desk.importing import CHANGED, Imported, compare_file, import_changes
from occupations.actions.batch_desk.template import template_csv, template_xlsx
from occupations.actions.desk import Outdated
from occupations.actions.revise import Conflict
from occupations.admin.batch_changes import labels_of
from occupations.admin.batch_words import sentence, yes_or_no
from occupations.admin.draft_editing import signed_in
from occupations.characters import visible
from occupations.models import Draft

TEMPLATES = {
    "xlsx": (template_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (template_csv, "text/csv; charset=utf-8"),
}
MOST = 1_500_000
"""Bytes of a file: what is sent back for the confirmation must fit into a form."""
STATUS = {
    "new": gettext_lazy("new"),
    "changed": gettext_lazy("altered"),
    "unchanged": gettext_lazy("as it is"),
    "missing": gettext_lazy("not in the file; it stays"),
}


class LookForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        help_text=gettext_lazy("Excel (.xlsx) or CSV, at most 1.5 MB."),
    )
    pasted = forms.CharField(
        label=gettext_lazy("or cells, pasted here with their headings"),
        required=False,
        strip=False,
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "desk-table"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        file, pasted = given.get("file"), given.get("pasted", "")
        if file and pasted.strip():
            raise ValidationError(_("Choose a file or paste cells, not both."))
        if file and file.size > MOST:
            raise ValidationError({"file": _("The file is too large.")})
        if not file and not pasted.strip() and not self.errors:
            raise ValidationError(_("Choose a file, or paste the cells of a table."))
        given["data"] = file.read() if file else pasted.encode()
        return given


class TakeForm(forms.Form):
    version = forms.IntegerField(min_value=1)
    sent = forms.CharField()

    def clean_sent(self) -> bytes:
        try:
            return base64.b64decode(self.cleaned_data["sent"], validate=True)
        except binascii.Error as error:
            raise ValidationError(_("This could not be read. Please try again from this page.")) from error


@dataclass(frozen=True)
class ShownRow:
    number: int | None
    status: str
    words: str
    altered: list[tuple[str, str, str]]
    """Of a row that alters a change: what, before, and after."""

    @property
    def status_name(self) -> str:
        return str(STATUS[self.status])


class ImportPages:
    def __init__(self, admin: Any) -> None:
        self.admin = admin

    def urls(self) -> list[Any]:
        own = [
            ("<int:draft>/import/", self.import_view, "import"),
            ("<int:draft>/template.<slug:form>", self.template_view, "template"),
        ]
        return [path(p, self.admin.admin_site.admin_view(v), name=f"occupations_draft_{n}") for p, v, n in own]

    def template_view(self, request: HttpRequest, draft: int, form: str) -> HttpResponse:
        """What is filled in for an import, with the changes that the batch has."""
        batch = read_batch(self.batch_or_404(request, draft).content)
        if form not in TEMPLATES:
            raise Http404
        written, kind = TEMPLATES[form]
        response = HttpResponse(written(batch), content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="batch-{batch.number or draft}.{form}"'
        return response

    def import_view(self, request: HttpRequest, draft: int) -> HttpResponse:
        held = self.batch_or_404(request, draft)
        if not self.admin.may_edit(request, held):
            messages.error(request, _("This cannot be edited now, or not by you."))
            return HttpResponseRedirect(self.admin.address(held))
        if "_take" in request.POST:
            return self.take(request, held)
        form = LookForm(request.POST or None, request.FILES or None)
        return self.page(request, held, form, form.cleaned_data["data"] if form.is_valid() else None)

    def take(self, request: HttpRequest, held: Draft) -> HttpResponse:
        """Put in what was looked at; where that cannot be, look at it anew."""
        form = TakeForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("This could not be read. Please try again from this page."))
            return self.page(request, held, LookForm(), None)
        data = form.cleaned_data["sent"]
        try:
            saved = import_changes(
                draft=held.pk,
                version=form.cleaned_data["version"],
                data=data,
                by=signed_in(request),
                today=timezone.localdate(),
            )
        except Outdated as error:
            messages.warning(request, _("%(error)s Below is what the file would change now.") % {"error": error})
        except (ValidationError, Conflict, PermissionDenied) as error:
            for message in error.messages if isinstance(error, ValidationError) else [str(error)]:
                messages.error(request, message)
        else:
            number = len(read_batch(saved.content).changes)
            told = ngettext(
                "Imported: the batch has %(number)s change now. It can be undone below.",
                "Imported: the batch has %(number)s changes now. It can be undone below.",
                number,
            )
            messages.success(request, told % {"number": number})
            return HttpResponseRedirect(self.admin.address(held))
        return self.page(request, Draft.objects.get(pk=held.pk), LookForm(), data)

    def page(self, request: HttpRequest, held: Draft, form: LookForm, data: bytes | None) -> HttpResponse:
        """``data``: a file to be shown beside the draft."""
        found = compare_file(held.content, data, timezone.localdate()) if data is not None else None
        context = self.admin.around(request, _("Import changes"), held) | {
            "form": form,
            "found": found,
            "rows": shown(found) if found else [],
            "data": base64.b64encode(data).decode() if data is not None else "",
        }
        return TemplateResponse(request, "admin/occupations/batch_import.html", context)

    def batch_or_404(self, request: HttpRequest, draft: int) -> Draft:
        held: Draft = self.admin.draft_or_404(request, draft)
        if held.kind != "batch":
            raise Http404
        return held


def shown(found: Imported) -> list[ShownRow]:
    after = [*found.missing, *(row.change for row in found.rows)]
    labels = labels_of(BatchDraft(changes=tuple(after)))
    rows = [
        ShownRow(
            row.number,
            row.status,
            sentence(row.change, labels),
            [_altered(name, row.before, row.change) for name in row.differing if name in LABELS and row.before]
            if row.status == CHANGED
            else [],
        )
        for row in found.rows
    ]
    return rows + [ShownRow(None, "missing", sentence(change, labels), []) for change in found.missing]


def _altered(name: str, before: DraftChange, after: DraftChange) -> tuple[str, str, str]:
    return str(LABELS[name]), _text(getattr(before, name)), _text(getattr(after, name))


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return visible("；".join(value))
    return visible(value) if isinstance(value, str) else yes_or_no(value)
