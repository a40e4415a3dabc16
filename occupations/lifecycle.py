"""The states of a batch and the moves between them: one table. Pure: no Django, no dates.

The API takes the names of states from here; the acts of clerks will take the moves.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    name_zh: str
    name_en: str
    public: bool
    """Whether the batch can be seen outside the ministry in this state."""


STATES = {
    "soliciting": State("征集建议", "Proposals solicited", public=True),
    "under_review": State("专家评审", "Under expert review", public=False),
    "public_comment": State("公示征求意见", "Public comment", public=True),
    "approved": State("审定通过", "Approved", public=False),
    "scheduled": State("待生效", "Scheduled", public=True),
    "announced": State("已发布", "Announced", public=True),
    "withdrawn": State("已撤回", "Withdrawn", public=True),
}

# From each state, the states it may move to. "announced" is the end; a mistake is corrected, not undone.
MOVES: dict[str, tuple[str, ...]] = {
    "soliciting": ("under_review", "withdrawn"),
    "under_review": ("soliciting", "public_comment", "withdrawn"),
    "public_comment": ("under_review", "approved", "withdrawn"),
    "approved": ("under_review", "scheduled", "announced", "withdrawn"),
    "scheduled": ("announced", "withdrawn"),
    "announced": (),
    "withdrawn": (),
}


def may_move(state: str, to: str) -> bool:
    return to in MOVES[state]
