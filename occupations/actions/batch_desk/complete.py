"""What a single change of a draft lacks, or has too much of, whatever the classification says."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from occupations import codes
from occupations.actions import spelling
from occupations.actions.batch_desk.form import MEMBERS, NEW, BatchDraft, DraftChange, brings_a_concept, named
from occupations.actions.desk import Finding
from occupations.characters import visible
from occupations.models import ChangeKind

ALL = tuple(dict.fromkeys(name for members in MEMBERS.values() for name in members.all))


def incomplete(draft: BatchDraft, change: DraftChange) -> Iterator[Finding]:
    """Places are members of the change."""
    if change.kind not in MEMBERS:
        yield Finding(_("Say what kind of change it is."), place="kind")
        return
    members = MEMBERS[ChangeKind(change.kind)]
    for name in ALL:
        value = getattr(change, name)
        empty = value in ("", None, ())
        if empty and name in members.needed:
            yield Finding(_("Still to be filled in: %(members)s.") % {"members": named([name])}, place=name)
        elif not empty and name not in members.all:
            about = {"members": named([name]), "kind": str(ChangeKind(change.kind).label)}
            yield Finding(_("A change of the kind “%(kind)s” has no such thing: %(members)s.") % about, place=name)
    if change.kind == ChangeKind.SPLIT and len(set(change.successors)) == 1:
        yield Finding(_("A split has at least two parts."), place="successors")
    if change.kind == ChangeKind.MOVED and bool(change.concept) != bool(change.former_code):
        told = _("What is moved to another group has a former code; a work type that is raised has none.")
        yield Finding(told, place="former_code")
    if change.kind == ChangeKind.NEW_OCCUPATION and None in (change.digital, change.green):
        yield Finding(_("Say whether it is digital and whether it is green."), error=False, place="digital")
    yield from _of_spelling(change)
    yield from _of_mentions(draft, change)


def _of_spelling(change: DraftChange) -> Iterator[Finding]:
    for name in ("name_zh", "former_name_zh"):
        if message := spelling.wrong_in_name(getattr(change, name)):
            yield Finding(message, place=name)
    for place, work_type in enumerate(change.work_types):
        if message := spelling.wrong_in_name(work_type) if work_type else _("A work type has no name."):
            yield Finding(message, place=f"work_types.{place}")
    for name in ("code", "former_code"):
        code = getattr(change, name)
        if not code or (codes.is_code(code) and codes.level(code) == codes.OCCUPATION):
            continue
        plain = spelling.plain_code(code)
        if plain != code and codes.is_code(plain):
            told = _("The code has full-width or invisible characters: %(code)s; write %(plain)s.")
            yield Finding(told % {"code": visible(code), "plain": plain}, place=name)
        else:
            yield Finding(_("Not an occupation's code: %(code)s") % {"code": visible(code)}, place=name)


def _of_mentions(draft: BatchDraft, change: DraftChange) -> Iterator[Finding]:
    named_in = {"concept": (change.concept,), "occupation": (change.occupation,), "successors": change.successors}
    for place, mentions in named_in.items():
        for mention in mentions:
            if not mention.startswith(NEW):
                continue
            other = draft.change(mention.removeprefix(NEW))
            if other is None:
                yield Finding(_("It mentions a change that is not in the draft."), place=place)
            elif other.dropped:
                told = _("It mentions %(name)s, which was dropped.") % {"name": other.name_zh}
                yield Finding(told, place=place)
            elif not brings_a_concept(other) or other.kind == ChangeKind.NEW_WORK_TYPE or place == "concept":
                told = _("%(name)s is not an occupation that this batch brings.") % {"name": other.name_zh}
                yield Finding(told, place=place)
