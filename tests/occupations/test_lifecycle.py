"""The states of a batch and their moves: the table is whole."""

from occupations.lifecycle import MOVES, STATES, may_move


def test_it_works():
    assert may_move("public_comment", "approved")
    assert not may_move("soliciting", "announced")


def test_every_state_has_its_moves_and_every_move_leads_to_a_state():
    assert MOVES.keys() == STATES.keys()
    assert {to for moves in MOVES.values() for to in moves} <= STATES.keys()


def test_nothing_is_announced_without_approval():
    assert {state for state in STATES if may_move(state, "announced")} == {"approved", "scheduled"}
    assert {state for state in STATES if may_move(state, "approved")} == {"public_comment"}


def test_every_state_can_be_reached_and_left_until_the_end():
    reached, open_ = {"soliciting"}, ["soliciting"]
    while open_:
        for to in MOVES[open_.pop()]:
            if to not in reached:
                reached.add(to)
                open_.append(to)
    assert reached == STATES.keys()
    assert {state for state, moves in MOVES.items() if not moves} == {"announced", "withdrawn"}
