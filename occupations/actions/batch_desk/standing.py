"""A drafted batch against the classification it is going to change: codes, names and whatever speaks of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from occupations import codes
from occupations.actions.batch_desk.form import ENDING, NEW, BatchDraft, DraftChange, brings_a_concept
from occupations.actions.dangling import Mention, mentions_of
from occupations.actions.desk import Finding
from occupations.models import ChangeKind, EditionRecord, Item, WorkType

RECODING = (ChangeKind.RECODED, ChangeKind.MOVED)


class Standing:
    """What holds on the day of effect, before and after the batch."""

    def __init__(self, draft: BatchDraft, day: date) -> None:
        self.draft = draft
        edition = EditionRecord.objects.current().filter(edition=draft.edition).first()
        scheme = edition.scheme_id if edition else None
        items = Item.objects.current().filter(scheme=scheme, level=codes.OCCUPATION)
        work_types = WorkType.objects.current().valid_on(day).filter(scheme=scheme)
        places = items.valid_on(day).values_list("concept", "code", "name_zh")
        self.items = {concept: (code, name) for concept, code, name in places}
        self.work_types = {
            concept: (occupation, name)
            for concept, occupation, name in work_types.values_list("concept", "occupation", "name_zh")
        }
        given = items.filter(code__in={change.code for change in draft.kept if change.code})
        later = given.begun_after(day)
        self.later = {code: (concept, name) for concept, code, name in later.values_list("concept", "code", "name_zh")}
        self.former: dict[str, dict[str, str]] = defaultdict(dict)
        """Of each code that the batch gives, the concepts that ever had it, with their names then."""
        for concept, code, name in given.exclude(pk__in=later.values("pk")).values_list("concept", "code", "name_zh"):
            self.former[code][concept] = name
        self.ended = {c.concept for c in draft.kept if c.kind in (*ENDING, ChangeKind.WORK_TYPE_REMOVED)} - {""}
        self.times = Counter((change.kind, change.concept) for change in draft.kept if change.concept)
        self.changes = Counter(change.concept for change in draft.kept if change.concept)
        self.codes, self.names = self._codes_after(), self._names_after()
        self.mentions: dict[str, list[Mention]] = defaultdict(list)
        recoded = {change.concept for change in draft.kept if change.kind in RECODING} - {""}
        for mention in mentions_of(self.ended | recoded, day):
            self.mentions[mention.concept].append(mention)

    def findings(self, change: DraftChange) -> Iterator[Finding]:
        """What stands against one change. Places are its members."""
        yield from self._of_subject(change)
        if gives_a_code(change):
            yield from self._of_code(change)
        for place, owner, name in _named_by(change):
            if others := [other for other in self.names[name] if other[0] != owner]:
                told = {"name": name, "of": _code_and_name(*others[0][1:])}
                yield Finding(_("The name %(name)s is taken: %(of)s.") % told, place=place)
        for mention in self.mentions[change.concept]:
            told = {"by": mention.by, "name": change.name_zh}
            if change.concept in self.ended:
                yield Finding(_("%(name)s ends, and %(by)s is about it.") % told, error=False, place="concept")
            elif mention.code and mention.code == change.former_code:
                yield Finding(_("%(by)s prints the former code.") % told, error=False, place="former_code")

    def _of_subject(self, change: DraftChange) -> Iterator[Finding]:
        if change.concept:
            of_kind = self.work_types if change.kind == ChangeKind.WORK_TYPE_REMOVED else self.items
            if change.concept not in of_kind:
                yield Finding(_("%(name)s is not in force on that day.") % {"name": change.name_zh}, place="concept")
            if self.times[change.kind, change.concept] > 1:
                told = _("The batch makes the same kind of change to %(name)s twice.") % {"name": change.name_zh}
                yield Finding(told, place="concept")
            elif change.concept in self.ended and self.changes[change.concept] > 1:
                told = _("%(name)s ends in this batch, and is changed in it too.") % {"name": change.name_zh}
                yield Finding(told, place="concept")
        for place, mention in [("occupation", change.occupation), *(("successors", s) for s in change.successors)]:
            if mention and not mention.startswith(NEW) and mention not in self.items:
                yield Finding(_("%(name)s is not in force on that day.") % {"name": mention}, place=place)

    def _of_code(self, change: DraftChange) -> Iterator[Finding]:
        code, owner = change.code, _owner(change)
        told = {"code": code}
        if others := [name for other, name in self.codes[code] if other != owner]:
            yield Finding(_("The code %(code)s is taken: %(name)s.") % {**told, "name": others[0]}, place="code")
        elif code in self.later and self.later[code][0] != owner:
            told["name"] = self.later[code][1]
            yield Finding(_("The code %(code)s is given to %(name)s on a later day.") % told, place="code")
        elif former := [name for concept, name in self.former[code].items() if concept != owner]:
            told["name"] = former[0]
            message = _("The code %(code)s was that of %(name)s: whoever has stored it must be warned.") % told
            yield Finding(message, error=False, place="code")

    def _codes_after(self) -> dict[str, list[tuple[str, str]]]:
        """Who has each code after the batch, and under which name."""
        given = {change.concept: change.code for change in self.draft.kept if gives_a_code(change) and change.concept}
        after: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for concept, (code, name) in self.items.items():
            if concept not in self.ended:
                after[given.get(concept, code)].append((concept, name))
        for change in self.draft.kept:
            if gives_a_code(change) and not change.concept:
                after[change.code].append((_owner(change), change.name_zh))
        return after

    def _names_after(self) -> dict[str, list[tuple[str, str, str]]]:
        """Who bears each name after the batch, with code and name to show."""
        renamed = {change.concept: change.name_zh for change in self.draft.kept if change.kind == ChangeKind.RENAMED}
        raised = {c.name_zh for c in self.draft.kept if c.kind == ChangeKind.MOVED and brings_a_concept(c)}
        after: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for concept, (code, name) in self.items.items():
            if concept not in self.ended:
                after[renamed.get(concept, name)].append((concept, code or "", name))
        for concept, (occupation, name) in self.work_types.items():
            if not {concept, occupation} & self.ended and name not in raised:
                after[name].append((concept, "", name))
        for change in self.draft.kept:
            if brings_a_concept(change):
                for _place, owner, name in _named_by(change):
                    after[name].append((owner, change.code, name))
        return after


def gives_a_code(change: DraftChange) -> bool:
    return bool(change.code) and change.kind in (ChangeKind.NEW_OCCUPATION, *RECODING)


def _owner(change: DraftChange) -> str:
    return change.concept or f"{NEW}{change.id}"


def _named_by(change: DraftChange) -> Iterator[tuple[str, str, str]]:
    """Each name that a change gives: its place, whose it is, and the name."""
    if change.kind == ChangeKind.RENAMED or brings_a_concept(change):
        yield "name_zh", _owner(change), change.name_zh
    for place, name in enumerate(change.work_types):
        yield f"work_types.{place}", f"{NEW}{change.id}.{place}", name


def _code_and_name(code: str, name: str) -> str:
    return f"{code} {name}".strip()
