"""Whatever clerks do in whatever order: no forbidden state, two people behind each publication, all can be replayed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from occupations.actions.desk import EDIT, OPEN, edit_draft, move_draft, open_draft, restore_draft, state_of
from occupations.actions.revise import Conflict
from occupations.answers.rows import tables
from occupations.lifecycle import BATCH
from occupations.models import Draft, DraftAct, Origin, Revision
from tests import drafts
from tests.clerks import ENTER, PUBLISH, REVIEW, clerk
from tests.drafts import HOST, content

DUTIES = {
    "editor": (ENTER,),
    "second editor": (ENTER,),
    "reviewer": (REVIEW,),
    "publisher": (PUBLISH,),
    "everything": (ENTER, REVIEW, PUBLISH),
    "nothing": (),
}
ENDED = {"id": "c1", "kind": "abolished", "concept": HOST, "name_zh": "网络主播"}
TWICE = {**drafts.CHANGES[0], "id": "c9", "name_zh": "测试二员", "work_types": []}
CONTENTS = {
    "ninth": content(),
    "ninth, other day": content(effective_on="2026-12-02", seen_at="https://www.gov.cn/"),
    "tenth": content(ENDED, number=10),
    "at once": content(ENDED, number=11, effective_on="2026-11-24"),
    "wrong": content(drafts.CHANGES[0], TWICE),
    "empty": {},
}
REFUSED = (PermissionDenied, ValidationError, Conflict)
people, contents = st.sampled_from(sorted(DUTIES)), st.sampled_from(sorted(CONTENTS))
FORWARD = {"soliciting": "under_review", "under_review": "public_comment", "public_comment": "approved"}


def published() -> list[Any]:
    """Everything that is published, and who did it."""
    rows = [(t.resource, json.dumps(t.canonical(row), sort_keys=True)) for t in tables().values() for row in t.rows]
    revisions = Revision.objects.order_by("number")
    return sorted(rows) + list(
        revisions.values_list("number", "act", "by_name", "reason", "effective_on", "recorded_at")
    )


def desk() -> list[Any]:
    """Every draft and every act, without keys."""
    acts = DraftAct.objects.order_by("draft", "version").values_list(
        "version", "act", "by_name", "at", "reason", "state", "content"
    )
    held = Draft.objects.order_by("pk").values_list("kind", "key", "title", "state", "content", "version", "revision")
    return [list(acts), list(held)]


class Clerks(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.people = {name: clerk(name, *duties) for name, duties in DUTIES.items()}
        self.before = transaction.savepoint()
        self.travel = time_machine.travel(datetime.fromisoformat(drafts.NOW), tick=False)
        self.clock = self.travel.start()
        self.now = datetime.fromisoformat(drafts.NOW)
        self.made: list[int] = []

    def attempt(self, act: Any, **told: Any) -> Draft | None:
        # Refused or not, no two acts happen at the same instant.
        self.now += timedelta(seconds=1)
        self.clock.move_to(self.now, tick=False)
        try:
            with transaction.atomic():
                return act(**told)
        except REFUSED:
            return None

    def pick(self, data: Any) -> Draft:
        return Draft.objects.get(pk=data.draw(st.sampled_from(self.made)))

    @rule(told=contents, who=people)
    def open(self, told: str, who: str) -> None:
        if made := self.attempt(open_draft, kind="batch", content=CONTENTS[told], by=self.people[who]):
            self.made.append(made.pk)

    @precondition(lambda self: self.made)
    @rule(data=st.data(), told=contents, who=people, behind=st.integers(0, 1))
    def edit(self, data: Any, told: str, who: str, behind: int) -> None:
        draft = self.pick(data)
        self.attempt(
            edit_draft, draft=draft.pk, version=draft.version - behind, content=CONTENTS[told], by=self.people[who]
        )

    @precondition(lambda self: self.made)
    @rule(data=st.data(), who=people)
    def restore(self, data: Any, who: str) -> None:
        draft = self.pick(data)
        earlier = data.draw(st.integers(1, draft.version))
        self.attempt(restore_draft, draft=draft.pk, version=draft.version, earlier=earlier, by=self.people[who])

    @precondition(lambda self: self.made)
    @rule(data=st.data(), to=st.sampled_from(sorted(BATCH.states)), who=people, reason=st.sampled_from(["", "why"]))
    def move(self, data: Any, to: str, who: str, reason: str) -> None:
        draft = self.pick(data)
        self.attempt(move_draft, draft=draft.pk, version=draft.version, to=to, by=self.people[who], reason=reason)

    @precondition(lambda self: self.made)
    @rule(data=st.data(), last=st.sampled_from(["scheduled", "announced", "withdrawn"]))
    def go_on(self, data: Any, last: str) -> None:
        """The next step by somebody who may: else hardly anything would ever be published."""
        draft = self.pick(data)
        to = FORWARD.get(draft.state, "withdrawn" if draft.state == "scheduled" else last)
        who = {"approved": "reviewer", "under_review": "editor", "public_comment": "editor"}.get(to, "publisher")
        self.attempt(move_draft, draft=draft.pk, version=draft.version, to=to, by=self.people[who], reason="why")

    @rule(days=st.integers(1, 5))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    @invariant()
    def every_state_was_reached_by_the_table(self) -> None:
        for draft in Draft.objects.all():
            acts = list(draft.acts.order_by("version"))
            assert [act.version for act in acts] == list(range(1, draft.version + 1))
            assert (acts[0].act, acts[0].state) == (OPEN, BATCH.first)
            assert (draft.state, draft.content) == (acts[-1].state, acts[-1].content)
            for before, act in pairwise(acts):
                if act.act == EDIT:
                    assert act.state == before.state
                    assert BATCH.states[act.state].open
                else:
                    assert BATCH.move(before.state, act.act) is not None
                    assert (act.state, act.content) == (act.act, before.content)

    @invariant()
    def two_people_are_behind_what_clerks_published(self) -> None:
        for revision in Revision.objects.filter(origin=Origin.CLERK):
            acts = DraftAct.objects.filter(draft__key=str(revision.batch_id), at=revision.recorded_at)
            [act] = acts.exclude(act__in=[OPEN, EDIT])
            before = DraftAct.objects.filter(draft=act.draft, version__lte=act.version).order_by("version")
            wrote = {one.by_name for one in before if one.act in (OPEN, EDIT)}
            [approved] = [one for one in before if one.act == "approved"][-1:]
            assert approved.by_name not in wrote
            assert not [one for one in before if one.act == EDIT and one.version > approved.version]
            assert act.by.has_perm("occupations.publish_drafts")
            assert revision.by_name == act.by_name

    def teardown(self) -> None:
        try:
            self.replay()
        finally:
            self.travel.stop()
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    def replay(self) -> None:
        """The acts alone, from where it began, give the same published rows and the same drafts."""
        acts = list(
            DraftAct.objects.order_by("at").values("draft", "version", "act", "by_name", "at", "reason", "content")
        )
        was = published(), desk(), [state_of(draft) for draft in Draft.objects.order_by("pk")]
        transaction.savepoint_rollback(self.before)
        again: dict[int, int] = {}
        for act in acts:
            self.clock.move_to(act["at"], tick=False)
            told = {"by": self.people[act["by_name"]], "reason": act["reason"]}
            if act["act"] == OPEN:
                again[act["draft"]] = open_draft(kind="batch", content=act["content"], **told).pk
                continue
            told |= {"draft": again[act["draft"]], "version": act["version"] - 1}
            if act["act"] == EDIT:
                edit_draft(content=act["content"], **told)
            else:
                move_draft(to=act["act"], **told)
        self.clock.move_to(self.now, tick=False)
        assert (published(), desk(), [state_of(draft) for draft in Draft.objects.order_by("pk")]) == was


@pytest.mark.django_db
def test_clerks():
    run_state_machine_as_test(
        Clerks,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
