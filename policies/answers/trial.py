"""A case tried on what a draft would publish: what its policy decides then, and what it changes for others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from occupations.actions.desk import seen_after
from occupations.actions.revise import LOADER
from occupations.models import Draft, Revision
from policies.answers.cases import Casebook, Question
from policies.answers.eligibility import describe_outcome
from policies.answers.told import told_policies
from policies.drafts import PUBLISH
from policies.eligibility import decide


@dataclass(frozen=True)
class Shift:
    """What another policy decides of the case without the draft, and with it."""

    policy: str
    title_zh: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True)
class Trial:
    line: dict[str, Any] | None
    """The decision of the draft's own policy; None where it has ended, lies elsewhere or has not begun."""
    ended: bool
    shifts: list[Shift]


def try_case(draft: Draft, question: Question, *, today: date) -> Trial:
    """Publishes the draft for the length of a look. Raises Refused, and what the publication raises."""
    slug = draft.key
    publish = PUBLISH[draft.kind]

    def look(revision: Revision) -> tuple[dict[str, Any], dict[str, Any]]:
        return _outcome(question, revision.number - 1, today), _outcome(question, revision.number, today)

    before, after = seen_after(lambda: publish(draft.content, LOADER, "trial"), look)
    was, now = ({line["policy"]: line for line in outcome["decisions"]} for outcome in (before, after))
    shifts = [
        Shift(name, (now.get(name) or was[name])["title_zh"], was.get(name), now.get(name))
        for name in [*now, *(name for name in was if name not in now)]
        if name != slug and _gist(was.get(name)) != _gist(now.get(name))
    ]
    return Trial(now.get(slug), any(ended["policy"] == slug for ended in after["ended"]), shifts)


def _gist(line: dict[str, Any] | None) -> tuple[Any, ...]:
    return () if line is None else (line["decision"], line["amount"], line["up_to"], line["missing"])


def _outcome(question: Question, revision: int, today: date) -> dict[str, Any]:
    told = told_policies(revision)
    book = Casebook([question], told.places(), revision=revision, known_on=today, today=today)
    case = book.case(question)
    return describe_outcome(question, case, decide(case, told), book)
