"""The page on which a clerk tries a case on a policy's draft before it is published."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations.actions.revise import Conflict
from policies.answers.cases import CODE_OR_CONCEPT_PATTERN, Question, Refused, in_language, read_question
from policies.answers.trial import Trial, try_case
from policies.drafts import PUBLISH
from policies.models import Unit
from policies.models.terms import Per
from policies.rules.inputs import INPUTS, Input

DECISIONS = {
    "granted": gettext_lazy("granted"),
    "not_granted": gettext_lazy("not granted"),
    "needs_information": gettext_lazy("more must be known"),
    "not_applicable": gettext_lazy("not applicable"),
}
STATUS = {"met": gettext_lazy("met"), "unmet": gettext_lazy("not met"), "unknown": gettext_lazy("not known")}
FIRST = ("level", "region")
"""The inputs that stand above the others."""


class CaseForm(forms.Form):
    """An occupation, a day, and what may be told of a person: the inputs that the rules ask for."""

    occupation = forms.RegexField(
        CODE_OR_CONCEPT_PATTERN,
        label=gettext_lazy("occupation"),
        help_text=gettext_lazy("Its code on that day, such as 4-01-06-02, or its concept."),
    )
    on = forms.DateField(label=gettext_lazy("day"), widget=AdminDateWidget)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})
        for name in (*FIRST, *(name for name in INPUTS if name not in FIRST)):
            self.fields[name] = _field(INPUTS[name])

    def question(self) -> Question | None:
        """None where what is told is malformed or contradicts itself; the form then says so."""
        given = self.cleaned_data
        try:
            told = {name: given[name] for name in INPUTS if given[name]}
            return read_question(given["occupation"], given["on"], told)
        except Refused as refused:
            self.refuse(refused)
        return None

    def refuse(self, refused: Refused) -> None:
        names: list[str | None] = [name for name in refused.names if name in self.fields]
        for name in names or [None]:
            self.add_error(name, refused.detail)


def _field(told: Input) -> forms.Field:
    label, help_text = in_language(told.label), in_language(told.help)
    if told.words:
        words = [("", "---------"), *((word, in_language(text)) for word, text in told.words.items())]
        return forms.ChoiceField(label=label, help_text=help_text, choices=words, required=False)
    if told.kind == "day":
        widget: forms.Widget = AdminDateWidget()
    else:
        widget = forms.TextInput(attrs={"size": 12, "placeholder": told.example})
    return forms.CharField(label=label, help_text=help_text, max_length=12, required=False, widget=widget)


class TryingMixin:
    """For pages of drafts that publish or amend a policy: gives them the page ``…/<id>/try/``."""

    kind: str

    def urls(self, admin: Any) -> list[Any]:
        def view(request: HttpRequest, draft: int) -> HttpResponse:
            return try_view(admin, request, draft)

        name = f"occupations_draft_try_{self.kind}"
        return [path(f"<int:draft>/try-{self.kind}/", admin.admin_site.admin_view(view), name=name)]

    def context(self, request: HttpRequest, draft: Any, findings: Any) -> dict[str, Any]:
        return {"try_url": f"admin:occupations_draft_try_{self.kind}"}


def try_view(admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    draft = admin.draft_or_404(request, pk)
    if draft.kind not in PUBLISH or draft.revision_id is not None:
        raise Http404
    today = timezone.localdate()
    form = CaseForm(request.POST or None, today=today)
    trial = None
    if request.method == "POST" and form.is_valid() and (question := form.question()):
        try:
            trial = try_case(draft, question, today=today)
        except Refused as refused:
            form.refuse(refused)
        except (ValidationError, Conflict) as error:
            told = error.messages if isinstance(error, ValidationError) else [str(error)]
            form.add_error(None, [_("The draft cannot be published as it is:"), *told])
    context = admin.around(request, _("Try a case"), draft) | {
        "form": form,
        "media": admin.media + form.media,
        "trial": shown(trial) if trial else None,
    }
    return TemplateResponse(request, "admin/policies/try.html", context)


def shown(trial: Trial) -> dict[str, Any]:
    """A trial in words."""
    line = trial.line
    if line is None:
        return {"line": None, "ended": trial.ended, "shifts": _shifts(trial)}
    conditions = [
        {
            "text": in_language((part["reason_zh"], part["reason_en"])),
            "status": part["status"],
            "word": STATUS[part["status"]],
            "missing": [in_language(INPUTS[name].label) for name in part["missing"]],
        }
        for part in line["conditions"]
    ]
    return {
        "line": line,
        "decision": DECISIONS[line["decision"]],
        "benefit": in_language((line["benefit_zh"] or "", line["benefit_en"] or "")),
        "amount": amount(line),
        "supplements": [
            {
                "name": in_language((s["benefit_zh"], s["benefit_en"])),
                "amount": amount(s),
                "word": STATUS[s["status"]],
            }
            for s in line["supplements"]
        ],
        "conditions": conditions,
        "missing": [in_language(INPUTS[name].label) for name in line["missing"]],
        "shifts": _shifts(trial),
    }


def amount(line: dict[str, Any]) -> str:
    """What is paid, in words; why nothing is named where nothing is."""
    if line["amount"] is None:
        return in_language((line.get("no_amount_zh") or "", line.get("no_amount_en") or ""))
    ceiling = _("up to") if line["up_to"] else ""
    unit = str(Unit(line["unit"]).label) if line["unit"] else ""
    per = f"({Per(line['per']).label})" if line["per"] else ""
    return " ".join(part for part in (ceiling, f"{line['amount']:,}", unit, per) if part)


def _shifts(trial: Trial) -> list[dict[str, Any]]:
    def gist(line: dict[str, Any] | None) -> str:
        if line is None:
            return "–"
        return " · ".join(part for part in (str(DECISIONS[line["decision"]]), amount(line)) if part)

    return [
        {"policy": shift.policy, "title": shift.title_zh, "before": gist(shift.before), "after": gist(shift.after)}
        for shift in trial.shifts
    ]
