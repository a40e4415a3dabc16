"""The clerks' desk: a draft is opened, edited and moved from state to state until a second person lets it out.

What a draft may hold is decided by its kind; kinds are registered by those who can publish them. Drafts are kept
apart from what is published: nothing of a draft shows in the registry before its kind publishes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from occupations.actions.revise import Conflict, Signed, invalid
from occupations.actions.spelling import wrong_places
from occupations.actions.turns import wait_in_turn
from occupations.characters import visible
from occupations.levels import Level
from occupations.lifecycle import Lifecycle, Move, State
from occupations.models import Draft, DraftAct, Revision

OPEN, EDIT = "open", "edit"
Content = dict[str, Any]
Done = TypeVar("Done")
Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Finding:
    """What a check found: an error keeps the draft from going on, anything else is to be looked at."""

    message: str
    error: bool = True
    place: str = ""
    """Where in the content, as "changes.3.code"; blank: in the whole."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", visible(self.message))


@dataclass(frozen=True, kw_only=True)
class DraftKind:
    """What can be entered at the desk. All functions take the draft's content."""

    name: str
    title: Any
    """For people; may be lazily translated."""
    lifecycle: Lifecycle
    permission: str
    """Who may enter it."""
    key: Callable[[Content], str]
    summary: Callable[[Content], str]
    findings: Callable[[Content], Sequence[Finding]]
    public: Callable[[Content], Any] = lambda content: content
    """What of the content becomes public."""
    form: Callable[[Content], Content] = lambda content: content
    """The content with every member of its form. Raises ValidationError where it is of another form."""
    state_on: Callable[[Draft, date], str] = lambda draft, today: draft.state
    """The state it is in on that day: some come to be without anybody's move."""
    refusal: Callable[[Draft, Move, date], str | None] = lambda draft, move, today: None
    """Why a move that the table allows cannot be made today, told to the clerk; None where it can."""
    enter_state: Callable[[Draft, Move, Signed, str], Revision | None]
    """What is published by the move, if anything. Called in the transaction of the move, before the draft moves."""

    def unseen(self, content: Content) -> list[Finding]:
        """The texts in which there are characters that cannot be seen."""
        return [Finding(message, place=place) for place, message in wrong_places(self.public(content))]

    def check(self, content: Content) -> list[Finding]:
        """Everything that is wrong, or to be looked at; what has been told of a place once is not told again."""
        unseen = self.unseen(content)
        told = {finding.place for finding in unseen} | {finding.message for finding in unseen}
        return [*unseen, *(f for f in self.findings(content) if not {f.place, f.message} & told)]


_KINDS: dict[str, DraftKind] = {}
_DUTIES = {"review": "occupations.review_drafts", "publish": "occupations.publish_drafts"}


def permission_for(kind: DraftKind, move: Move) -> str:
    """What a person must be permitted to make the move."""
    return _DUTIES.get(move.duty, kind.permission)


def register(kind: DraftKind) -> DraftKind:
    if kind.name in _KINDS:
        raise ValueError(f"{kind.name} is registered already")
    _KINDS[kind.name] = kind
    return kind


@cache
def kinds() -> Mapping[str, DraftKind]:
    """By name, those that apps register in their modules ``drafts``; loaded when the desk is first used."""
    autodiscover_modules("drafts")
    return _KINDS


class Outdated(Conflict):
    """Somebody else was quicker: the draft is not what the clerk had before them. Nothing was written."""

    slug = "outdated"

    def __init__(self, draft: Draft, version: int) -> None:
        self.draft = draft
        self.since: list[DraftAct] = list(draft.acts.filter(version__gt=version).order_by("version"))
        """What was done meanwhile, with the content after each act."""
        self.before: DraftAct | None = draft.acts.filter(version=version).first()
        """What the clerk had before them."""
        names = ", ".join(dict.fromkeys(act.by_name for act in self.since))
        super().__init__(_("%(names)s changed this draft meanwhile; look at it again.") % {"names": names})


@transaction.atomic
def open_draft(*, kind: str, content: Content, by: User, reason: str = "") -> Draft:
    """Begin a draft. Raises PermissionDenied, ValidationError, Conflict (another open draft is about the same)."""
    of_kind = kinds()[kind]
    _permit(by, of_kind.permission)
    draft = Draft(kind=kind, state=of_kind.lifecycle.first, version=0)
    _write(draft, OPEN, of_kind.form(content), by, reason)
    return draft


@transaction.atomic
def edit_draft(*, draft: int, version: int, content: Content, by: User, reason: str = "") -> Draft:
    """Give a draft other content. ``version`` is the one that the clerk had before them.

    Content that is the same already writes nothing. Raises Outdated, PermissionDenied, ValidationError, Conflict.
    """
    held = _locked(draft, version)
    kind = kinds()[held.kind]
    _permit(by, kind.permission)
    state = kind.lifecycle.states[held.state]
    if not state.open:
        raise Conflict(_("In the state “%(state)s” nothing can be edited.") % {"state": named(state)})
    content = kind.form(content)
    # What the public reads in this state was checked on the way into it; what is edited now is read at once.
    put_out = state.public and any(m.checked and m.to == held.state for ms in kind.lifecycle.moves.values() for m in ms)
    if put_out and (unseen := kind.unseen(content)):
        raise ValidationError([ValidationError(found.message, code="check") for found in unseen])
    if content != held.content:
        _write(held, EDIT, content, by, reason)
    return held


def restore_draft(*, draft: int, version: int, earlier: int, by: User, reason: str = "") -> Draft:
    """Give a draft the content again that it had in an earlier version: how an edit or an import is undone."""
    act = DraftAct.objects.get(draft=draft, version=earlier)
    reason = reason or _("As in version %(version)s") % {"version": earlier}
    return edit_draft(draft=draft, version=version, content=act.content, by=by, reason=reason)


@transaction.atomic
def move_draft(*, draft: int, version: int, to: str, by: User, reason: str = "") -> Draft:
    """Move a draft to another state; some moves publish.

    Raises PermissionDenied (not this person's to do, or their own work), Conflict (no such move from this state, or
    not today), ValidationError (the checks found an error, or a reason is missing), Outdated.
    """
    held = _locked(draft, version)
    kind = kinds()[held.kind]
    state, today = state_of(held), timezone.localdate()
    move = kind.lifecycle.move(state, to)
    if move is None:
        other = kind.lifecycle.states.get(to)
        told = {"state": named(kind.lifecycle.states[state]), "to": named(other) if other else to}
        raise Conflict(_("From “%(state)s” there is no way to “%(to)s”.") % told)
    _permit(by, permission_for(kind, move))
    wrote = authors(held)
    if move.approves and by in wrote:
        raise PermissionDenied(_("You have worked on this yourself; a second person must approve it."))
    if move.explained and not reason.strip():
        raise invalid("reason", _("Say why."), "required")
    if message := kind.refusal(held, move, today):
        raise Conflict(message)
    if move.checked and (errors := [found for found in kind.check(held.content) if found.error]):
        raise ValidationError([ValidationError(found.message, code="check") for found in errors])
    approver = by if move.approves else approved_by(held)
    if approver is not None:
        signed = Signed(authors=tuple(wrote), approver=approver, by=by)
        held.revision = kind.enter_state(held, move, signed, reason or held.title) or held.revision
    held.state = to
    _write(held, to, held.content, by, reason)
    return held


def allowed_moves(draft: Draft, by: User) -> list[tuple[Move, str | None]]:
    """The moves that this person could be offered now; with each, why not, in words, or None."""
    kind = kinds()[draft.kind]
    wrote = authors(draft)
    offered: list[tuple[Move, str | None]] = []
    for move in kind.lifecycle.moves[state_of(draft)]:
        if by.has_perm(permission_for(kind, move)):
            own = _("A second person must do this: you have worked on it.") if move.approves and by in wrote else None
            offered.append((move, own or kind.refusal(draft, move, timezone.localdate())))
    return offered


def state_of(draft: Draft) -> str:
    """The state it is in today."""
    return kinds()[draft.kind].state_on(draft, timezone.localdate())


def authors(draft: Draft) -> list[User]:
    """Everybody who has ever given this draft content."""
    acts = DraftAct.objects.filter(draft=draft.pk, act__in=[OPEN, EDIT])
    return list(User.objects.filter(pk__in=acts.values("by")).order_by("pk"))


def approved_by(draft: Draft) -> User | None:
    """Who approved the content as it is; None where it has been opened again since, or was never approved."""
    kind = kinds()[draft.kind]
    for act in DraftAct.objects.filter(draft=draft.pk).order_by("-version").select_related("by"):
        if act.act == EDIT or kind.lifecycle.states[act.state].open:
            return None
        if any(move.approves and move.to == act.act for moves in kind.lifecycle.moves.values() for move in moves):
            return act.by
    return None


@transaction.atomic
def seen_after(act: Callable[[], Done], look: Callable[[Done], Seen]) -> Seen:
    """What is to be seen once an act has been done; it is taken back. Raises what the act raises."""
    with transaction.atomic():
        seen = look(act())
        transaction.set_rollback(True)
    return seen


def rehearsed(act: Callable[[], object]) -> list[Finding]:
    """What an act would refuse, found by doing it and taking it back."""
    try:
        seen_after(act, lambda done: None)
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            return [Finding(message, place=name) for name, told in error.message_dict.items() for message in told]
        return [Finding(message) for message in error.messages]
    except Conflict as error:
        return [Finding(str(error))]
    return []


def _locked(draft: int, version: int) -> Draft:
    wait_in_turn()
    held = Draft.objects.select_for_update().get(pk=draft)
    if held.version != version:
        raise Outdated(held, version)
    return held


def _permit(by: User, permission: str) -> None:
    if not by.has_perm(permission):
        raise PermissionDenied(_("This is not among your duties."))


def named(told: State | Move | Level) -> str:
    """Its name in the language of whoever asks."""
    return told.name_zh if (get_language() or "zh").startswith("zh") else told.name_en


def _write(draft: Draft, act: str, content: Content, by: User, reason: str) -> None:
    """The draft and its act, together."""
    kind = kinds()[draft.kind]
    draft.content, draft.version, draft.changed_at = content, draft.version + 1, timezone.now()
    draft.key, draft.title = kind.key(content), kind.summary(content)
    ended = [state for state, moves in kind.lifecycle.moves.items() if not moves]
    others = Draft.objects.filter(kind=draft.kind, key=draft.key).exclude(pk=draft.pk).exclude(state__in=ended)
    if draft.key and draft.state not in ended and (other := others.first()):
        raise Conflict(_("Another draft is about the same: %(draft)s") % {"draft": other})
    draft.full_clean(exclude=["revision"])
    draft.save()
    DraftAct.objects.create(
        draft=draft,
        version=draft.version,
        act=act,
        by=by,
        by_name=by.get_username(),
        at=draft.changed_at,
        reason=reason,
        state=draft.state,
        content=content,
    )
