"""The ways of a clerk's work: the states of a batch, of any other record, of a comment and of a proposal, and the moves
between them. One table each. Pure: no Django, no dates.

The desk's actions, the buttons of the admin, the API's text and the guide are all drawn from here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    name_zh: str
    name_en: str
    public: bool = False
    """Whether it can be seen outside the ministry in this state."""
    open: bool = False
    """Whether its content may be edited."""


@dataclass(frozen=True)
class Move:
    to: str
    name_zh: str
    name_en: str
    """What the button says."""
    duty: str
    """Whose it is to do: "enter" (who may enter such content), "review", "publish" or "answer" (to the public)."""
    approves: bool = False
    """It takes a second person: one who has not worked on the content."""
    checked: bool = False
    """It is refused while the checks find an error."""
    explained: bool = False
    """It needs a reason of its own."""


@dataclass(frozen=True)
class Lifecycle:
    states: dict[str, State]
    moves: dict[str, tuple[Move, ...]]
    """Of each state, the moves out of it. A published mistake is corrected, not undone."""

    @property
    def first(self) -> str:
        return next(iter(self.states))

    def move(self, state: str, to: str) -> Move | None:
        """The move from the one state to the other; None where there is none."""
        return next((move for move in self.moves[state] if move.to == to), None)


WITHDRAW = Move("withdrawn", "撤回", "Withdraw", "enter", explained=True)
# What the public awaits is called off by those who publish.
CALL_OFF = Move("withdrawn", "撤回", "Withdraw", "publish", explained=True)

BATCH = Lifecycle(
    states={
        "soliciting": State("征集建议", "Proposals solicited", public=True, open=True),
        "under_review": State("专家评审", "Under expert review", open=True),
        "public_comment": State("公示征求意见", "Public comment", public=True, open=True),
        "approved": State("审定通过", "Approved"),
        "scheduled": State("待生效", "Scheduled", public=True),
        "announced": State("已发布", "Announced", public=True),
        "withdrawn": State("已撤回", "Withdrawn", public=True),
    },
    moves={
        "soliciting": (Move("under_review", "提交专家评审", "Send to expert review", "enter"), WITHDRAW),
        "under_review": (
            Move("public_comment", "开始公示", "Open public comment", "enter", checked=True),
            Move("soliciting", "退回征集", "Return to proposals", "review", explained=True),
            WITHDRAW,
        ),
        "public_comment": (
            Move("approved", "审定通过", "Approve", "review", approves=True, checked=True),
            Move("under_review", "退回评审", "Return to review", "review", explained=True),
            WITHDRAW,
        ),
        "approved": (
            Move("scheduled", "发布（定日生效）", "Announce for a day to come", "publish", checked=True),
            Move("announced", "发布（即时生效）", "Announce, in effect at once", "publish", checked=True),
            Move("under_review", "退回评审", "Return to review", "review", explained=True),
            CALL_OFF,
        ),
        # It is announced by the midnight of its day; nobody has to move it.
        "scheduled": (CALL_OFF,),
        "announced": (),
        "withdrawn": (),
    },
)

RECORD = Lifecycle(
    states={
        "draft": State("草稿", "Draft", open=True),
        "submitted": State("待复核", "Submitted"),
        "published": State("已发布", "Published", public=True),
        "withdrawn": State("已撤回", "Withdrawn"),
    },
    moves={
        "draft": (Move("submitted", "提交复核", "Submit", "enter", checked=True), WITHDRAW),
        "submitted": (
            Move("published", "复核并发布", "Approve and publish", "publish", approves=True, checked=True),
            Move("draft", "退回修改", "Return", "review", explained=True),
            WITHDRAW,
        ),
        "published": (),
        "withdrawn": (),
    },
)

# What the public sends in. It is shown to nobody outside before a clerk has read it.
COMMENT = Lifecycle(
    states={
        "received": State("待审核", "Received"),
        "published": State("已公开", "Published", public=True),
        "rejected": State("不予公开", "Not published"),
    },
    moves={
        "received": (
            Move("published", "公开", "Publish", "answer"),
            Move("rejected", "不予公开", "Reject", "answer", explained=True),
        ),
        "published": (Move("rejected", "撤下", "Take down", "answer", explained=True),),
        "rejected": (Move("published", "公开", "Publish", "answer", explained=True),),
    },
)

PROPOSAL = Lifecycle(
    states={
        "received": State("已收到", "Received", public=True),
        "under_consideration": State("研究中", "Under consideration", public=True),
        "merged": State("已纳入批次", "Taken into a batch", public=True),
        "declined": State("未采纳", "Declined", public=True),
    },
    moves={
        "received": (
            Move("under_consideration", "受理", "Consider", "answer"),
            Move("declined", "不予采纳", "Decline", "answer", explained=True),
        ),
        "under_consideration": (
            Move("merged", "纳入批次", "Take into a batch", "answer"),
            Move("declined", "不予采纳", "Decline", "answer", explained=True),
        ),
        # A change may be dropped from its batch, and a proposal judged anew.
        "merged": (Move("under_consideration", "重新研究", "Take up again", "answer", explained=True),),
        "declined": (Move("under_consideration", "重新研究", "Take up again", "answer", explained=True),),
    },
)

STATES = BATCH.states
