"""The ways of a clerk's work: the tables are whole, and nothing is published without a second person."""

import pytest

from occupations.lifecycle import BATCH, RECORD

LIFECYCLES = pytest.mark.parametrize("lifecycle", [BATCH, RECORD], ids=["batch", "record"])
PUBLISHED = {"scheduled", "announced", "published"}


def test_it_works():
    assert BATCH.move("public_comment", "approved").approves
    assert BATCH.move("soliciting", "announced") is None
    assert (BATCH.first, RECORD.first) == ("soliciting", "draft")


@LIFECYCLES
def test_every_state_has_its_moves_and_every_move_leads_to_a_state(lifecycle):
    assert lifecycle.moves.keys() == lifecycle.states.keys()
    assert {move.to for moves in lifecycle.moves.values() for move in moves} <= lifecycle.states.keys()
    for moves in lifecycle.moves.values():
        assert len({move.to for move in moves}) == len(moves)
        assert {move.duty for move in moves} <= {"enter", "review", "publish"}


@LIFECYCLES
def test_nothing_is_published_without_approval(lifecycle):
    """Without the moves that approve, no published state can be reached."""
    reached, open_ = {lifecycle.first}, [lifecycle.first]
    while open_:
        for move in lifecycle.moves[open_.pop()]:
            if not move.approves and move.to not in reached:
                reached.add(move.to)
                open_.append(move.to)
    assert not reached & PUBLISHED


@LIFECYCLES
def test_nothing_can_be_edited_once_it_is_approved(lifecycle):
    approved = {move.to for moves in lifecycle.moves.values() for move in moves if move.approves}
    assert approved
    assert not [state for state in approved | PUBLISHED if state in lifecycle.states and lifecycle.states[state].open]


@LIFECYCLES
def test_every_state_can_be_reached(lifecycle):
    reached, open_ = {lifecycle.first}, [lifecycle.first]
    while open_:
        for move in lifecycle.moves[open_.pop()]:
            if move.to not in reached:
                reached.add(move.to)
                open_.append(move.to)
    assert reached == lifecycle.states.keys()
