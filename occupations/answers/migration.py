"""Stored codes carried to another day or edition: one outcome for each record, and never a silent guess."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from occupations import codes, transitions, validity
from occupations.answers.classification import KEPT_CLASSIFICATIONS, classification_at, without_day
from occupations.answers.journeys import Journey, Journeys
from occupations.answers.kept import Kept
from occupations.answers.places import Place, brief
from occupations.answers.scope import Scope, visible_editions
from occupations.models import Coverage, EditionRecord, EditionStatus, Scheme
from occupations.validity import AsOf

OUTCOMES = {
    "kept": "the same code and name",
    "renamed": "the same code under another name",
    "recoded": "another code",
    "merged": "it lives on in one other",
    "split": "it lives on in several",
    "ended": "there is nothing of it on that day",
    "ambiguous": "the record fits several; see `candidates`",
    "unknown": "the registry does not hold what the record speaks of",
    "invalid": "the record is malformed; see `errors`",
}
REASONS = (
    "code-reused",
    "name-differs",
    "partial-edition",
    "not-valid",
    "unknown-code",
    "abolished",
    "not-yet",
    "not-in-draft",
)
MEMBERS = ("code", "on", "edition", "name", "id")
REMEMBERED = 20_000
LONGEST_NAME = 200


class Asked(NamedTuple):
    """A well-formed record."""

    code: str
    on: date | None
    edition: str | None
    name: str | None


class Index:
    """Everything that is held of any code and name, on whatever day. Eight queries."""

    def __init__(self, as_of: AsOf, known_at: str) -> None:
        self.journeys = Journeys(classification_at(as_of, known_at))
        self.editions = {row.edition_id: row for row in visible_editions(as_of)}
        self.by_code: dict[str, list[Place]] = {}
        self.by_name: dict[str, list[Place]] = {}
        for places in self.journeys.places.values():
            for place in places:
                if place.code is not None:
                    self.by_code.setdefault(place.code, []).append(place)
                for name in {place.name_zh, place.name_en} - {None}:
                    self.by_name.setdefault(_plain(str(name)), []).append(place)


index_at = Kept(Index, KEPT_CLASSIFICATIONS)


class Migration:
    """Everything that is needed to carry any record to one moment."""

    def __init__(self, target: Scope) -> None:
        self.target, self.as_of = target, target.as_of
        index = index_at(without_day(target.as_of), target.known_at)
        self.journeys, self.editions = index.journeys, index.editions
        self.by_code, self.by_name = index.by_code, index.by_name
        # The same codes come again and again; what is remembered is bounded, and only for those who ask now.
        self._remembered = lru_cache(REMEMBERED)(self._answer)

    def migrate(self, record: Any) -> dict[str, Any]:
        """The outcome of one record, ready for JSON; a bad one is ``invalid`` and harms no other."""
        if not _is_text(record):
            return self.refuse(None, _("this is not text"))
        asked = self.read(record)
        if isinstance(asked, list):
            return {"input": record, **_outcome("invalid", errors=asked)}
        return {"input": record, **self._remembered(asked)}

    def refuse(self, record: Any, wrong: str) -> dict[str, Any]:
        """The outcome of what is no record at all."""
        return {"input": record, **_outcome("invalid", errors=[{"field": "", "detail": wrong}])}

    def read(self, record: Any) -> Asked | list[dict[str, str]]:
        """The record, or what is wrong with it."""
        if not isinstance(record, dict):
            return [{"field": "", "detail": _("an object with a code is expected")}]
        unknown = [name for name in record if name not in MEMBERS]
        errors = [{"field": name, "detail": _("no such member")} for name in unknown[:10]]
        # What a table leaves empty is not given.
        code, on, edition, name = (record.get(member) or None for member in MEMBERS[:4])
        code = unicodedata.normalize("NFKC", code).strip() if isinstance(code, str) else code
        if not (isinstance(code, str) and codes.is_code(code)):
            errors.append(
                {"field": "code", "detail": _("something like {example} is expected").format(example="4-01-06-02")}
            )
        day = _day(on)
        if on is not None and day is None:
            errors.append({"field": "on", "detail": _("a day such as 2024-07-31 is expected")})
        elif day is not None and not validity.is_answerable(day, self.as_of.known_on):
            errors.append({"field": "on", "detail": _("The registry answers for days from %(first)s to %(last)s.") % {
                "first": validity.EARLIEST_DAY, "last": validity.latest_day(self.as_of.known_on)}})  # fmt: skip
        if edition is not None and not (isinstance(edition, str) and edition in self.editions):
            errors.append(
                {"field": "edition", "detail": _("one of {words} is expected").format(words=", ".join(self.editions))}
            )
        elif edition is not None and day is not None and not self._in_force(self.editions[edition], day):
            errors.append({"field": "on", "detail": _("The edition %(edition)s was not in force on %(day)s.") % {
                "edition": edition, "day": day}})  # fmt: skip
        if name is not None and not (isinstance(name, str) and 1 <= len(name) <= LONGEST_NAME):
            errors.append(
                {"field": "name", "detail": _("1 to %(most)s characters are expected") % {"most": LONGEST_NAME}}
            )
        if errors:
            return errors
        return Asked(str(code), day, edition, _plain(name) if name else None)

    def journey(self, asked: Asked) -> Journey | dict[str, Any]:
        """The way of the one concept that a record speaks of, or the outcome that says why there is none."""
        found = self._candidates(asked)
        if not found:
            return self._nothing(asked)
        named = [place for place in found if asked.name in self._names(place.concept)]
        if asked.name is not None and not named:
            others = self._candidates_by_name(asked)
            return _outcome("ambiguous", "name-differs", candidates=[*found, *others])
        if asked.on is None and named:  # the stretch that bore the name, not what it is called by now
            named = [place for place in named if asked.name in _names_of(place)] or named
        found = named or found
        if len({place.concept for place in found}) > 1:
            return _outcome("ambiguous", "code-reused", candidates=found)
        start = found[-1]
        return self.journeys.journey(start, self._since(start, asked), self.target.scheme, self.as_of.day)

    def _answer(self, asked: Asked) -> dict[str, Any]:
        way = self.journey(asked)
        if isinstance(way, dict):
            return way
        outcome, reason = self._judge(way, asked)
        remarks = self._remarks(way.start, asked)
        path = self.journeys.describe(way.steps)
        return _outcome(outcome, reason, source=way.start, targets=way.targets, path=path, remarks=remarks)

    def _judge(self, way: Journey, asked: Asked) -> tuple[str, str | None]:
        if way.relation is not None and way.targets:
            return ("split" if len(way.targets) > 1 else transitions.MERGED), None
        if way.targets:
            [target] = way.targets
            if target.code != asked.code:
                return transitions.RECODED, None
            renamed = transitions.RENAMED in transitions.differences(way.start, target)
            renamed = renamed or (asked.name is not None and asked.name not in _names_of(target))
            return (transitions.RENAMED if renamed else transitions.KEPT), None
        if any(step.kinds == [transitions.ADDED] for step in way.steps):
            return transitions.ENDED, "not-yet"
        if self.target.edition.status == EditionStatus.DRAFT:
            return transitions.ENDED, "not-in-draft"
        if self.target.partial and not any(transitions.ENDED in step.kinds for step in way.steps):
            return "unknown", "partial-edition"
        backwards = validity.is_later(self._since(way.start, asked), self.as_of.day)
        return transitions.ENDED, "not-yet" if backwards else "abolished"

    def _candidates(self, asked: Asked) -> list[Place]:
        """Every stretch of a concept that the code may stand for, oldest first."""
        places = self.by_code.get(asked.code, [])
        if asked.edition is not None:
            places = [place for place in places if place.edition == asked.edition]
        else:
            places = [place for place in places if place.scheme == Scheme.NATIONAL]
        if asked.on is not None and not self._is_draft(asked.edition):
            day = min(asked.on, self.as_of.known_on) if not self.as_of.scheduled else asked.on
            return [place for place in places if validity.holds_on(place, day)]
        # What is only to come is not what somebody has stored.
        begun = [place for place in places if not validity.is_later(place.valid_from, self.as_of.known_on)]
        return begun or places

    def _candidates_by_name(self, asked: Asked) -> list[Place]:
        level = codes.level(asked.code) == codes.OCCUPATION
        places = self.by_name.get(asked.name or "", [])
        return [p for p in places if p.scheme == Scheme.NATIONAL and (p.resource == "occupation") == level]

    def _names(self, concept: str) -> set[str]:
        """Every name it has had, in any scheme."""
        places = self.journeys.places[concept]
        return {name for place in places for name in _names_of(place)}

    def _nothing(self, asked: Asked) -> dict[str, Any]:
        others = self._candidates_by_name(asked)
        partial = asked.edition is not None and self.editions[asked.edition].coverage == Coverage.PARTIAL
        if asked.on is not None and asked.edition is None:
            partial = any(
                row.coverage == Coverage.PARTIAL and self._in_force(row, asked.on) for row in self.editions.values()
            )
        if partial:
            return _outcome("unknown", "partial-edition", candidates=others)
        elsewhere = [place for place in self.by_code.get(asked.code, []) if place.scheme == Scheme.NATIONAL]
        reason = "not-valid" if elsewhere else "unknown-code"
        return _outcome("unknown", reason, candidates=[*elsewhere, *others])

    def _since(self, place: Place, asked: Asked) -> date:
        """The day a record speaks of; without one, the last day of the stretch, at the latest today."""
        if self._is_draft(place.edition):
            return place.valid_from
        return asked.on or validity.last_day_on_or_before(place, self.as_of.known_on)

    def _remarks(self, start: Place, asked: Asked) -> list[str]:
        if asked.on is not None or asked.edition is not None:
            return []
        partial = any(row.coverage == Coverage.PARTIAL for row in self.editions.values())
        held = [place.edition for place in self.by_code[asked.code] if place.scheme == Scheme.NATIONAL]
        first = set(held) == {start.edition}
        return ["undated"] if partial and first else []

    def _in_force(self, edition: EditionRecord, day: date) -> bool:
        return self._is_draft(edition.edition_id) or validity.holds_on(edition, day)

    def _is_draft(self, edition: str | None) -> bool:
        return edition is not None and self.editions[edition].status == EditionStatus.DRAFT


def _outcome(
    outcome: str,
    reason: str | None = None,
    *,
    source: Place | None = None,
    targets: Sequence[Place] = (),
    path: Sequence[dict[str, Any]] = (),
    candidates: Sequence[Place] = (),
    remarks: Sequence[str] = (),
    errors: Sequence[dict[str, str]] = (),
) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "reason": reason,
        "source": source and stretch(source),
        "targets": [brief(place) for place in targets],
        "path": list(path),
        "candidates": [stretch(place) for place in dict.fromkeys(candidates)],
        "remarks": list(remarks),
        "errors": list(errors),
    }


def stretch(place: Place) -> dict[str, Any]:
    """A place with its time."""
    return {
        **brief(place),
        "edition": place.edition,
        "valid_from": place.valid_from.isoformat(),
        "valid_to": place.valid_to and place.valid_to.isoformat(),
    }


def _names_of(place: Place) -> set[str]:
    return {_plain(name) for name in (place.name_zh, place.name_en) if name}


def _is_text(record: Any) -> bool:
    """Whether it can be given back: half of a surrogate pair cannot."""
    try:
        return bool(json.dumps(record, ensure_ascii=False).encode())
    except (UnicodeEncodeError, RecursionError):
        return False


def _plain(name: str) -> str:
    """A name as it is compared: full-width and half-width forms, spaces at the ends and ASCII case do not matter."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _day(text: Any) -> date | None:
    if isinstance(text, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    return None
