"""What else speaks of an occupation or work type, and would be left in the air if that ended."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from occupations.models import SkillStandardRecord


@dataclass(frozen=True)
class Mention:
    """A statement in force that is about a concept."""

    concept: str
    by: str
    """What speaks of it, in words."""
    code: str | None = None
    """The code under which it does, if by code too."""


Mentions = Callable[[Collection[str], date], Iterable[Mention]]
_ASKED: list[Mentions] = []


def register_mentions(mentions: Mentions) -> Mentions:
    """For apps that speak of occupations: what they say of some concepts from that day on."""
    _ASKED.append(mentions)
    return mentions


def mentions_of(concepts: Collection[str], day: date) -> list[Mention]:
    return [mention for mentions in _ASKED for mention in mentions(concepts, day)] if concepts else []


@register_mentions
def _in_standards(concepts: Collection[str], day: date) -> Iterable[Mention]:
    rows = SkillStandardRecord.objects.current().not_known_to_be_over(day).filter(concept__in=concepts)
    for row in rows.order_by("standard"):
        by = _("the skill standard “%(title)s”") % {"title": row.title_zh}
        yield Mention(row.concept_id, by, row.printed_code)
