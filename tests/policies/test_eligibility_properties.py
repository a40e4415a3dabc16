"""What always holds of decisions: more facts never take a grant back into doubt, time and place bound every policy."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from occupations.models import Revision
from policies.answers.cases import Casebook, Question, Refused
from policies.answers.told import told_policies
from policies.eligibility import GRANTED, NEEDS_INFORMATION, decide
from policies.rules.inputs import INPUTS, contradictions

OCCUPATIONS = ["C0005947", "C0023830", "C0035374", "C0042575", "C0003179"]
REGIONS = ["100000", "440000", "440106", "530000", "530102", "320581", "330109", "341702", "500000", "310000", "110101"]
DAYS = st.integers(0, 4000).map(lambda days: date(2019, 1, 1) + timedelta(days))
FACTS = {
    name: st.sampled_from([told.read(word) for word in told.words])
    if told.words
    else st.integers(*told.bounds)
    if told.bounds
    else st.sampled_from(["C0002414"])
    for name, told in INPUTS.items()
    if name not in ("region", "certificate_on")
}
FACTS["region"] = st.sampled_from(REGIONS)
FACTS["insured_months"] = st.integers(0, 40)
FACTS["age"] = st.integers(14, 70)
often = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@st.composite
def questions(draw):
    on = draw(DAYS)
    facts = draw(st.fixed_dictionaries({}, optional=FACTS))
    if draw(st.booleans()):
        facts["certificate_on"] = on - timedelta(draw(st.integers(0, 800)))
    return Question(draw(st.sampled_from(OCCUPATIONS)), on, facts)


@pytest.fixture
def ask(policies_loaded):
    """Decisions without the database: everything is read once."""
    revision = Revision.objects.latest("number").number
    told = told_policies(revision)
    everything = [
        Question(occupation, date(2026, 1, 1), {"region": region}) for occupation in OCCUPATIONS for region in REGIONS
    ]
    today = date(2026, 11, 21)
    book = Casebook(everything, told.places(), revision=revision, known_on=today, today=today)

    def answer(question):
        try:
            case = book.case(question)
        except Refused:  # the occupation was not there yet
            return None
        return {line.policy.slug: line for line in decide(case, told).lines}

    answer.told = told
    answer.book = book
    return answer


@often
@given(question=questions(), data=st.data())
def test_more_facts_never_turn_a_grant_into_doubt(ask, question, data):
    name = data.draw(st.sampled_from(sorted(FACTS)))
    more = dict(question.facts)
    more.setdefault(name, data.draw(FACTS[name]))
    if contradictions(more, question.on) or contradictions(question.facts, question.on):
        return
    before, after = ask(question), ask(Question(question.occupation, question.on, more))
    if before is None or after is None:  # refused: not there yet, or a level that its standard does not know
        return
    for slug, line in before.items():
        if line.decision == GRANTED and slug in after:
            assert after[slug].decision != NEEDS_INFORMATION, (slug, name)


@often
@given(question=questions())
def test_a_policy_outside_its_validity_never_grants(ask, question):
    for slug, line in (ask(question) or {}).items():
        record = ask.told.by_slug[slug].record
        if line.decision == GRANTED:
            assert record.valid_from or record.latest_start, slug
            assert (record.valid_from or record.latest_start) <= question.on
            assert record.valid_to is None or question.on < record.valid_to


@often
@given(question=questions(), region=st.sampled_from(["530102", "440106", "320581", "330109", "341702", "110101"]))
def test_a_policy_of_a_region_above_reaches_those_below_unless_replaced(ask, question, region):
    """What the policies of the chain say of the region itself they say of each place within it."""
    chain = ask.book.regions.chain(region)
    here = ask(Question(question.occupation, question.on, {**question.facts, "region": region}))
    above = ask(Question(question.occupation, question.on, {**question.facts, "region": chain[1]}))
    if here is None:
        return
    for slug, line in above.items():
        own = ask.told.by_slug[slug].record.region_code
        if own in chain[1:]:
            assert slug in here
            if line.decision == GRANTED and here[slug].decision != GRANTED:
                [why] = here[slug].checked
                assert why.rule.slug() == "not_carried_out_locally"


@often
@given(question=questions())
def test_nothing_is_asked_for_that_was_told(ask, question):
    for line in (ask(question) or {}).values():
        assert not (set(line.missing) - {"region"}) & question.facts.keys()
        asked = {name for part in line.checked for name in part.rule.inputs}
        assert set(line.missing) <= asked
