"""The checks of a batch know the policies that name an occupation which is about to end."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from occupations.actions.batch_desk.checks import findings
from occupations.actions.dangling import mentions_of
from policies.models import Term
from tests.drafts import content

pytestmark = pytest.mark.usefixtures("policies_loaded")


def test_it_works():
    term = Term.objects.current().filter(rule="occupation_named").order_by("policy")[0]
    concept = term.value[:8]
    told = content({"id": "c1", "kind": "abolished", "concept": concept, "name_zh": "x"})
    with translation.override("en"):
        messages = [found.message for found in findings(told, date(2026, 11, 23)) if found.place == "changes.0.concept"]
    assert any("x ends, and the policy “" in message for message in messages)


def test_of_nothing_else():
    terms = Term.objects.current().filter(rule="occupation_named").values_list("value", flat=True)
    concepts = {value[:8] for value in terms}
    assert concepts >= {mention.concept for mention in mentions_of(concepts, date(2026, 11, 23))}
    assert mentions_of({"C0000025"}, date(2026, 11, 23)) == []
