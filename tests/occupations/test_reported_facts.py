"""Every fact that the five news reports state of standards and in figures is answered by a call.

tests/data/reported-facts.csv has the facts as they were read, each with the call that answers it.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import time_machine

from occupations.models import IndicatorRecord

FILE = Path(__file__).resolve().parent.parent / "data" / "reported-facts.csv"
with FILE.open(encoding="utf-8", newline="") as lines:
    FACTS = list(csv.DictReader(lines))
STATISTICS = [fact for fact in FACTS if fact["kind"] == "statistic"]
STANDARDS = [fact for fact in FACTS if fact["kind"] == "standard"]
# Stated in words or as a date: the answer has it in words too.
IN_WORDS = {"SF034", "SF035", "SF041", "SF085", "SF088", "SF097"}
pytestmark = pytest.mark.usefixtures("standards")


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2026-11-22T12:00:00+08:00", tick=False):
        yield


def named(facts):
    return pytest.mark.parametrize("fact", facts, ids=[fact["id"] for fact in facts])


@named(STATISTICS)
def test_a_figure_is_answered(api, fact):
    body = api.get(fact["answered_by"])
    unit, qualifier = re.fullmatch(r"(.*?)(?: \((more than|nearly)\))?", fact["unit"]).groups()
    assert body["as_of"] == fact["as_of"]
    assert body["attributed_to_en"] == fact["attributed_source"]
    assert (body["text_en"] is not None) is (fact["id"] in IN_WORDS)
    if fact["id"] in IN_WORDS:
        assert (body["value"], body["lower"], body["upper"], body["qualifier"]) == (None, None, None, None)
        return
    assert body["unit_en"] == unit
    assert body["qualifier"] == (qualifier.replace(" ", "_") if qualifier else None)
    lower, dash, upper = fact["value"].partition("-")
    if dash:
        assert (body["lower"], body["upper"]) == (float(lower), float(upper))
    else:
        assert body["value"] == float(lower)


@named(STANDARDS)
def test_a_standard_is_answered(api, fact):
    standards = api.get(fact["answered_by"])["results"]
    assert fact["value"] in [standard["document_number"] for standard in standards]
    assert fact["subject"] in {standard["occupation"]["name_zh"] for standard in standards}


def test_all_facts_are_here():
    assert (len(STATISTICS), len(STANDARDS)) == (54, 4)
    answered = {fact["answered_by"].rpartition("/")[2] for fact in STATISTICS}
    # SF042 is a fact of the process: tests/policies/test_seed_facts.py asks for it.
    answered.add("internet-marketer-training-bodies-2021")
    assert answered == set(IndicatorRecord.objects.values_list("indicator", flat=True))


def test_what_is_said_of_an_occupation_is_linked_to_it(api):
    """The occupation that a fact names is the one that the figure is linked to."""
    for fact in STATISTICS:
        if fact["subject"].endswith("师"):
            assert api.get(fact["answered_by"])["occupation"]["name_zh"] == fact["subject"]
