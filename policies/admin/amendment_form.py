"""The draft of an amendment in the admin: what a published policy also says, and what it does not say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations.actions.desk import Content
from occupations.admin.draft_forms import DraftForm, Line
from occupations.admin.draft_pages import DraftPage, register_page
from policies.actions import MODELS
from policies.admin import rule_values
from policies.admin.statement_forms import FORMSETS, row_said, rows_from, statements
from policies.admin.trying import TryingMixin
from policies.drafts import STATEMENTS
from policies.models import PolicyRecord
from policies.models.terms import Statement


class AmendmentForm(DraftForm):
    """A statement that is wrong is withdrawn, and told rightly in a new row."""

    withdraw = forms.MultipleChoiceField(
        label=gettext_lazy("withdraw"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What the document does not say. What it also says is entered below."),
    )
    formsets = FORMSETS

    def __init__(self, data: Any = None, *, content: Content | None = None) -> None:
        super().__init__(data, content=content)
        if content is None:
            raise ValidationError(_("There is no such policy."), code="unknown")
        self.policy: str = content["policy"]
        self.held = held_statements(self.policy)
        # What was chosen stays on the list, so that it is seen where it is no longer held.
        chosen = {name_of(told): statement_of(self.policy, told) for told in content["withdraw"]}
        self.fields["withdraw"].choices = [(name, said(row)) for name, row in (chosen | self.held).items()]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        sound = all(part.is_valid() for part in self.parts.values())
        if sound and not given.get("withdraw") and not any(part.rows() for part in self.parts.values()):
            raise ValidationError(_("Nothing is added or withdrawn."), code="nothing_to_do")
        if gone := [name for name in given.get("withdraw", []) if name not in self.held]:
            self.add_error("withdraw", _("Changed or withdrawn meanwhile: %(names)s") % {"names": ", ".join(gone)})
        return given

    def content(self) -> Content:
        record = PolicyRecord.objects.current().get(policy=self.policy)
        taken = {
            name: MODELS[form]._default_manager.filter(policy=self.policy).aggregate(last=Max("number"))["last"] or 0
            for name, form in STATEMENTS.items()
        }
        withdrawn = {name: self.held[name] for name in self.cleaned_data["withdraw"]}
        return {
            "policy": self.policy,
            "title": record.title_zh,
            "confidence": record.confidence,
            "add": statements(self.parts, self.policy, record.source_id, record.confidence, taken),
            "withdraw": [told_of(row) for row in withdrawn.values()],
            "sources": [],
        }

    def from_content(self, content: Content) -> dict[str, Any]:
        return {
            "withdraw": [name_of(told) for told in content["withdraw"]],
            **rows_from(content["add"], content["confidence"]),
        }


STATEMENTS_BY_MODEL = {MODELS[form]: name for name, form in STATEMENTS.items()}


def told_of(row: Statement) -> dict[str, Any]:
    """A statement as the draft names it, in this version and no other."""
    part = STATEMENTS_BY_MODEL[type(row)]
    return {"list": part, "number": row.number, "recorded_from": row.recorded_from_id}


def statement_of(policy: str, told: dict[str, Any]) -> Statement:
    """The statement in the version that the draft names, whether it still holds or not."""
    model = MODELS[STATEMENTS[told["list"]]]
    return model._default_manager.get(policy=policy, number=told["number"], recorded_from=told["recorded_from"])


def said(row: Statement) -> str:
    return row_said(STATEMENTS_BY_MODEL[type(row)], row)


def name_of(told: dict[str, Any]) -> str:
    return f"{told['list']}.{told['number']}.{told['recorded_from']}"


def held_statements(policy: str) -> dict[str, Statement]:
    """What the policy says by now, by the names that the form gives them."""
    rows = [
        row
        for form in STATEMENTS.values()
        for row in MODELS[form]._default_manager.filter(policy=policy, recorded_to=None).order_by("number")
    ]
    return {f"{STATEMENTS_BY_MODEL[type(row)]}.{row.number}.{row.recorded_from_id}": row for row in rows}


class AmendmentPage(TryingMixin, DraftPage):
    kind = "amendment"
    form = AmendmentForm
    template = "admin/policies/policy_draft.html"
    form_template = "admin/policies/policy_form.html"
    hint = gettext_lazy("Open the policy in the list of policies, and choose “Amend”.")

    def begin(self, asked: QueryDict) -> Content:
        """Asked for as ``policy=yn-skills-upgrading-2025``."""
        slug = asked.get("policy", "").replace("\0", "")
        record = PolicyRecord.objects.current().filter(policy=slug).first()
        if record is None:
            raise ValidationError(_("There is no such policy."), code="unknown")
        nothing: dict[str, list[Any]] = {name: [] for name in STATEMENTS}
        told = {"policy": slug, "title": record.title_zh, "confidence": record.confidence, "sources": []}
        return {**told, "add": nothing, "withdraw": []}

    def lines(self, content: Content) -> list[Line]:
        found = [Line("policy", _("policy"), f"{content['policy']}: {content['title']}")]
        withdrawn = [(name_of(told), statement_of(content["policy"], told)) for told in content["withdraw"]]
        found += [Line(name, _("withdrawn"), said(row)) for name, row in withdrawn]
        rows = self.fill(content=content).lines()
        return found + [line for line in rows if line.name != "withdraw"]

    def form_context(self, form: DraftForm) -> dict[str, Any]:
        return {"rules": list(rule_values.explained())}


register_page("amendment", AmendmentPage())
