"""Which drafts wait for whom."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from occupations.actions.desk import EDIT, OPEN, kinds, permission_for
from occupations.lifecycle import Move
from occupations.models import Draft, DraftAct

FOR_ME, IN_WORK, DONE = 2, 1, 0


def forward(moves: tuple[Move, ...]) -> list[Move]:
    """Of the moves out of a state, those that go on; a return or a withdrawal is awaited by nobody."""
    return [move for move in moves if not move.explained]


def with_waiting(drafts: QuerySet[Draft], user: User) -> QuerySet[Draft]:
    """Each draft with ``waits``: FOR_ME where the next step is this person's to do, IN_WORK, or DONE."""
    written = Exists(DraftAct.objects.filter(draft=OuterRef("pk"), act__in=[OPEN, EDIT], by=user.pk))
    mine, ended = Q(pk__in=[]), Q(pk__in=[])
    for kind in kinds().values():
        for state, moves in kind.lifecycle.moves.items():
            there = Q(kind=kind.name, state=state)
            if not forward(moves):
                ended |= there
            for move in forward(moves):
                if user.has_perm(permission_for(kind, move)):
                    # One's own work waits for oneself, and never for one's own approval.
                    own = Q(written) if move.duty == "enter" else ~Q(written) if move.approves else Q()
                    mine |= there & own
    cases = (When(mine, then=Value(FOR_ME)), When(ended, then=Value(DONE)))
    return drafts.annotate(waits=Case(*cases, default=Value(IN_WORK), output_field=IntegerField()))
