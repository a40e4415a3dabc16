"""The batch at the desk with real processes: killed in the midst of an announcement, and two at the same time."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from tests.waiting import LIMIT

SETUP = """
import json
from datetime import date, timedelta
from django.contrib.auth.models import Permission, User
from tests import drafts
from tests.clerks import ENTER, PUBLISH, REVIEW, clerk
editor, reviewer, publisher = clerk("wang", ENTER), clerk("li", REVIEW), clerk("zhao", PUBLISH)
wanted = {wanted}
later = str(date.today() + timedelta(days=30))
made = []
for number in wanted:
    name, code = f"测试{{number}}员", f"4-01-06-{{number + 70}}"
    change = {{"id": "c1", "kind": "new_occupation", "name_zh": name, "code": code}}
    told = drafts.content(change, number=number, effective_on=later, comment_from="2026-01-01",
                          comment_to="2026-01-31")
    made.append(drafts.approved(told, editor, reviewer))
print(json.dumps([[draft.pk, draft.version] for draft in made]))
"""
PUBLISH = """
import sys
from django.contrib.auth.models import User
from occupations.actions.desk import move_draft
{before}
move_draft(draft={draft}, version={version}, to="scheduled", by=User.objects.get(username="zhao"))
"""
# The last thing an act does before it commits: everything has been written by then.
STOPS = """
import signal
from occupations.actions import outbox, revise
def record(revision, _record=outbox.record):
    _record(revision)
    print("written", flush=True)
    signal.pause()
revise.outbox.record = record
"""
STATE = """
import json
from occupations.answers.rows import tables
from occupations.models import Batch, Concept, Draft, DraftAct, Revision, RevisionCounter, WebhookEvent
counts = {t.resource: t.rows.count() for t in tables().values()}
for model in (Batch, Concept, DraftAct, Revision, WebhookEvent):
    counts[model.__name__] = model.objects.count()
states = list(Draft.objects.order_by("pk").values_list("state"))
print(json.dumps([counts, RevisionCounter.objects.get().latest, states]))
"""


@pytest.fixture
def registry(loaded):
    return loaded


def publishing(registry, draft, before=""):
    program = PUBLISH.format(draft=draft[0], version=draft[1], before=before)
    return registry.popen([sys.executable, "-c", f"import django; django.setup()\n{program}"])


def test_one_that_is_killed_in_the_midst_leaves_nothing(registry):
    [draft] = registry.python(SETUP.format(wanted=[9]))
    # The checks rehearse the act first; that is told, too, and taken back.
    before = registry.python(STATE)
    for writes in (1, 2):
        counted = STOPS.replace("signal.pause()", f"count.append(1); len(count) == {writes} and signal.pause()")
        process = publishing(registry, draft, "count = []" + counted)
        for _turn in range(writes):
            assert process.stdout.readline() == "written\n"
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=LIMIT)
        assert registry.python(STATE) == before
    process = publishing(registry, draft)
    output, _none = process.communicate(timeout=LIMIT)
    assert process.returncode == 0, output
    counts, latest, states = registry.python(STATE)
    assert (counts["item"], latest, states) == (before[0]["item"] + 1, before[1] + 1, [["scheduled"]])


def test_two_batches_announced_at_once(registry):
    """Each gets a number and ids of its own."""
    made = registry.python(SETUP.format(wanted=[9, 10]))
    before = registry.python(STATE)
    processes = [publishing(registry, draft) for draft in made]
    for process in processes:
        output, _none = process.communicate(timeout=LIMIT)
        assert process.returncode == 0, output
    counts, latest, states = registry.python(STATE)
    assert (counts["item"], counts["Concept"]) == (before[0]["item"] + 2, before[0]["Concept"] + 2)
    assert (latest, states) == (before[1] + 2, [["scheduled"], ["scheduled"]])


def test_one_batch_announced_twice_at_once(registry):
    """Two people press the button at the same time: it is announced once, and the other is told."""
    [draft] = registry.python(SETUP.format(wanted=[9]))
    before = registry.python(STATE)
    processes = [publishing(registry, draft) for _turn in range(2)]
    outputs = [process.communicate(timeout=LIMIT)[0] for process in processes]
    assert sorted(process.returncode for process in processes) == [0, 1]
    assert "Outdated" in "".join(outputs)
    counts, latest, _states = registry.python(STATE)
    assert (counts["item"], latest) == (before[0]["item"] + 1, before[1] + 1)
