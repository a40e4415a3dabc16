"""Cases as they are asked → cases that rules can check: the occupation, the region and the facts on the day.

A fixed number of queries, however many cases there are and on however many days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from occupations import codes, levels, validity
from occupations.answers.lifelines import INTRODUCES, Heirs, missing, period
from occupations.answers.missing import Missing
from occupations.answers.scope import Scope, visible_editions
from occupations.answers.standards import IN_FORCE, status_on
from occupations.models import (
    BatchRecord,
    Change,
    Coverage,
    EditionRecord,
    Item,
    Scheme,
    SkillStandardRecord,
    StandardKind,
    WorkType,
)
from occupations.validity import AsOf
from policies.answers.groups import groups_at
from policies.levels import LEVELS
from policies.regions import Regions, regions_at
from policies.rules import Case, Occupation
from policies.rules.inputs import INPUTS, Malformed, Text, contradictions

EIGHT_GRADES = {level.id for level in levels.LEVELS.values() if level.systems == (levels.EIGHT_GRADES,)}
EIGHT_GRADES_SINCE = date(2022, 3, 18)
"""The day of the document that makes the eight grades: policy cn-eight-level-skill-system-2022."""
CODE_OR_CONCEPT_PATTERN = r"^([1-8](-[0-9]{2}){3}|C[0-9]{7})$"


class Refused(Exception):
    """A case that cannot be answered; ``names`` are the fields that say why."""

    def __init__(self, slug: str, detail: str, *names: str, **members: Any) -> None:
        super().__init__(detail)
        self.slug, self.detail, self.names, self.members = slug, detail, names, members

    @classmethod
    def because(cls, missing: Missing, name: str) -> Refused:
        return cls(missing.slug, str(missing), name, **missing.members)


@dataclass(frozen=True)
class Question:
    """A case as asked: the form of everything in it is right."""

    occupation: str
    """A code, or a concept."""
    on: date
    facts: Mapping[str, Any]


def in_language(text: Text) -> str:
    return text[0] if (get_language() or "zh").startswith("zh") else text[1]


def read_question(occupation: str, on: date, told: Mapping[str, str]) -> Question:
    """Raises Refused for facts that are malformed or contradict each other."""
    facts = {}
    for name, text in told.items():
        try:
            facts[name] = INPUTS[name].read(text)
        except Malformed as error:
            raise Refused("malformed-parameter", in_language(error.expected), name) from None
    for names, wrong in contradictions(facts, on):
        raise Refused("contradictory-case", in_language(wrong), *names)
    return Question(occupation, on, facts)


def case_of(occupation: str, scope: Scope, today: date) -> Case:
    """The case of an occupation with nothing told of the person. Raises Refused where it is not there that day."""
    question = Question(occupation, scope.as_of.on, {})
    return _book_of([question], scope, today).case(question)


def _book_of(questions: list[Question], scope: Scope, today: date) -> Casebook:
    as_of = scope.as_of
    return Casebook(
        questions, (), revision=as_of.known_at, known_at=scope.known_at, known_on=as_of.known_on, today=today
    )


def cases_of(occupations: Iterable[str], scope: Scope, today: date) -> list[Case]:
    """A case of each of the occupations that hold on that day, with nothing told of the person."""
    questions = [Question(occupation, scope.as_of.on, {}) for occupation in occupations]
    book = _book_of(questions, scope, today)
    found = []
    for question in questions:
        with suppress(Refused):  # a work type, or an occupation that is not in force
            found.append(book.case(question))
    return found


class Casebook:
    """What is held about the occupations and regions of some questions.

    ``known_at`` is the instant of the revision; blank where that is only rehearsed.
    """

    def __init__(
        self,
        questions: Iterable[Question],
        places: Iterable[str],
        *,
        revision: int,
        known_at: str = "",
        known_on: date,
        today: date,
    ) -> None:
        questions = list(questions)
        self.revision, self.known_at, self.known_on, self.today = revision, known_at, known_on, today
        asked = {question.occupation for question in questions}
        self._places = tuple(sorted(places))
        self._regions_asked = {q.facts["region"] for q in questions if "region" in q.facts}
        self._editions = visible_editions(AsOf(today, revision, known_on))
        self._rows: dict[str, list[Item]] = defaultdict(list)
        items = Item.objects.known_at(revision).filter(
            Q(code__in=asked) | Q(concept__in=asked), scheme=Scheme.NATIONAL, level=codes.OCCUPATION
        )
        for row in items.order_by("valid_from"):
            self._rows[row.concept_id].append(row)
            if row.code:
                self._rows[row.code].append(row)
        concepts = {row.concept_id for rows in self._rows.values() for row in rows}
        self._groups = groups_at(revision, known_at)
        self._introductions: dict[str, list[BatchRecord]] = defaultdict(list)
        batches = {record.batch_id: record for record in BatchRecord.objects.known_at(revision)}
        introduced = Change.objects.known_at(revision).filter(INTRODUCES, concept__in=concepts).order_by("batch")
        for concept, batch in introduced.values_list("concept", "batch"):
            self._introductions[concept].append(batches[batch])
        self._standards: dict[str, list[SkillStandardRecord]] = defaultdict(list)
        for standard in SkillStandardRecord.objects.known_at(revision).filter(concept__in=concepts):
            self._standards[standard.concept_id].append(standard)
        self._work_types: dict[str, list[WorkType]] = defaultdict(list)
        told = {q.facts["work_type"] for q in questions if "work_type" in q.facts}
        about = Q(occupation__in=concepts) | Q(concept__in=asked | told)
        for work_type in WorkType.objects.known_at(revision).filter(about, scheme=Scheme.NATIONAL):
            self._work_types[work_type.occupation_id or ""].append(work_type)
        self._occupations_of = {
            work_type.concept_id: work_type.occupation_id for rows in self._work_types.values() for work_type in rows
        }

    @cached_property
    def heirs(self) -> Heirs:
        """What became of the occupations asked about; read where one of them is not there."""
        return Heirs({row.concept_id for rows in self._rows.values() for row in rows}, self.revision, Scheme.NATIONAL)

    @cached_property
    def regions(self) -> Regions:
        return regions_at((self.revision, self._places), self.known_at).including(self._regions_asked)

    @cached_property
    def chains(self) -> dict[str, tuple[str, ...]]:
        """The chain of every place that is held."""
        return {code: self.regions.chain(code) for code in self._places if code in self.regions.by_code}

    def case(self, question: Question) -> Case:
        """Raises Refused: the day, the occupation, its level or the region are not there."""
        if not validity.is_answerable(question.on, self.today):
            first, last = validity.EARLIEST_DAY, validity.latest_day(self.today)
            detail = _("The registry answers for days from %(first)s to %(last)s.") % {"first": first, "last": last}
            raise Refused("outside-period", detail, "on", first_day=str(first), last_day=str(last))
        as_of = AsOf(question.on, self.revision, self.known_on)
        occupation = self.occupation(question.occupation, as_of)
        level = question.facts.get("level")
        known = occupation.levels
        if level is not None and known is not None and level not in known:
            detail = _("The standard of %(code)s has no level %(level)s.") % {
                "code": question.occupation,
                "level": level,
            }
            raise Refused(
                "level-not-in-standard", detail, "level", levels=[level for level in LEVELS if level in known]
            )
        self._check_work_type(question, occupation, as_of)
        region = question.facts.get("region")
        if region is not None and region not in self.regions.by_code:
            raise Refused.because(self.regions.missing(region), "region")
        chain = self.regions.chain(region) if region is not None else ()
        return Case(question.on, occupation, chain, self.chains, question.facts)

    def occupation(self, asked: str, as_of: AsOf) -> Occupation:
        rows = [row for row in self._rows[asked] if as_of.shows(row.valid_from)]
        row = next((row for row in rows if validity.holds_on(row, as_of.day)), None)
        if row is None:
            raise self._missing(asked, rows, as_of)
        partial = self._is_partial(as_of.day)
        batches = [b for b in self._introductions[row.concept_id] if not validity.is_later(b.effective_on, as_of.day)]
        standards = [s for s in self._standards[row.concept_id] if status_on(s, as_of.day) == IN_FORCE]
        return Occupation(
            concept=row.concept_id,
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            groups=frozenset(self._above(row.parent_id, as_of.day)),
            group_codes=frozenset(codes.ancestors(row.code)) if partial and row.code else frozenset(),
            digital=row.digital,
            green=row.green,
            batch=batches[0].batch_id if batches else None,
            work_types=frozenset(
                w.concept_id for w in self._work_types[row.concept_id] if validity.holds_on(w, as_of.day)
            ),
            levels=self._levels(standards, as_of.day),
            has_standard=bool(standards),
        )

    def _levels(self, standards: list[SkillStandardRecord], day: date) -> frozenset[str] | None:
        """The levels of standards in force on a day; None where there is none, or one of unknown levels."""
        found: set[str] = set()
        for row in standards:
            if row.level_ids is None:
                return None
            found |= set(row.level_ids)
            if row.kind == StandardKind.VOCATIONAL_SKILL and not validity.is_later(EIGHT_GRADES_SINCE, day):
                # The eight-grade system adds its steps to every vocational skill standard, whatever that prints.
                found |= EIGHT_GRADES
        return frozenset(found) or None

    def _above(self, concept: str | None, day: date) -> list[str]:
        found: list[str] = []
        while concept is not None:
            group = next((row for row in self._groups.get(concept, ()) if validity.holds_on(row, day)), None)
            if group is None:
                break
            found.append(concept)
            concept = group.parent_id
        return found

    def _check_work_type(self, question: Question, occupation: Occupation, as_of: AsOf) -> None:
        """The work type that is told is one of the occupation's on that day."""
        told = question.facts.get("work_type")
        if told is None or told in occupation.work_types:
            return
        if told not in self._occupations_of:
            raise Refused("unknown-concept", _("There is no work type %(id)s.") % {"id": told}, "work_type")
        values = {"id": told, "code": question.occupation, "day": as_of.on}
        if self._is_partial(as_of.day):
            detail = _("Our record of %(day)s is partial and does not hold %(id)s under %(code)s.") % values
            raise Refused("not-held", detail, "work_type")
        held = [w for w in self._work_types[occupation.concept] if validity.holds_on(w, as_of.day)]
        detail = _("%(id)s is no work type of %(code)s on %(day)s.") % values
        members = [{"concept": w.concept_id, "name_zh": w.name_zh} for w in held]
        raise Refused("work-type-of-another", detail, "work_type", work_types=members)

    def _is_partial(self, day: date) -> bool:
        edition = self._edition(day)
        return edition is None or edition.coverage == Coverage.PARTIAL

    def _edition(self, day: date) -> EditionRecord | None:
        national = (record for record in self._editions if record.scheme_id == Scheme.NATIONAL)
        return next((record for record in national if validity.holds_on(record, day)), None)

    def _missing(self, asked: str, rows: list[Item], as_of: AsOf) -> Refused:
        """Why an occupation is not there, when it was, and what became of it."""
        if not codes.is_code(asked) and not rows:
            return self._no_occupation(asked)
        partial = codes.is_code(asked) and self._is_partial(as_of.day)
        concepts = dict.fromkeys(row.concept_id for row in rows)
        found = {
            "code": asked,
            "reason": "not-held" if partial else "not-valid" if rows else "unknown-code",
            "periods": [period(row, as_of) for row in rows],
            "successors": [heir for concept in concepts for heir in self.heirs.of(concept, as_of.day)],
        }
        return Refused.because(missing(found, as_of.on), "occupation")

    def _no_occupation(self, concept: str) -> Refused:
        """A concept that is no occupation: of a group, of a work type, or of nothing."""
        values = {"id": concept, "occupation": self._occupations_of.get(concept)}
        if concept in self._groups:
            detail = _("%(id)s is a group; an occupation is expected.") % values
        elif values["occupation"]:
            detail = _("%(id)s is a work type; give its occupation, %(occupation)s, and it as `work_type`.") % values
        elif concept in self._occupations_of:
            detail = _("%(id)s is a work type, and of which occupation is not known.") % values
        else:
            detail = _("There is no concept %(id)s.") % values
        return Refused("unknown-concept", detail, "occupation")
