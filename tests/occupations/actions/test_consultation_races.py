"""What happens at once: the period closes while comments come in, one key is sent twice, one address sends a lot.

In a process of its own, whose threads have connections of their own.
"""

from __future__ import annotations

PROGRAM = """
import json, os, threading
from concurrent.futures import ThreadPoolExecutor
os.environ["SUBMISSIONS_PER_HOUR"] = "1000"
import time_machine
from django.conf import settings
from django.db import connection
from occupations.actions.allowance import Exhausted
from occupations.actions.consultation import CommentContent, CommentsClosed, send_comment
from occupations.actions.proposals import KeyReused, ProposalContent, send_proposal
from occupations.models import Comment, Proposal, ProposalAct
from tests import consultations

def at_once(works):
    start = threading.Barrier(len(works))
    def run(work):
        start.wait()
        try:
            return work()
        finally:
            connection.close()
    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))

def comment(draft, address="10.0.0.1"):
    def send():
        taken = 0
        for _time in range(3):
            try:
                send_comment(draft=draft.pk, comment=CommentContent(text="a"), address=address)
                taken += 1
            except (CommentsClosed, Exhausted):
                pass
        return taken
    return send

told = {}
with time_machine.travel(consultations.DURING, tick=True):
    told["late"], told["taken"], told["kept"] = 0, 0, 0
    for number in range(3):
        draft = consultations.put_out()
        counted = []
        def close():
            consultations.moved(draft, "withdrawn", consultations.editor(), "race")
            counted.append(Comment.objects.filter(draft=draft).count())
            return 0
        told["taken"] += sum(at_once([comment(draft), comment(draft), close, comment(draft)]))
        kept = Comment.objects.filter(draft=draft).count()
        told["late"] += kept - counted[0]
        told["kept"] += kept

    def propose():
        proposal = ProposalContent(kind="change", name_zh="a", description="b", email="a@example.org")
        return send_proposal(proposal=proposal, key="x" * 20, address="10.0.0.2").reference
    told["references"] = len(set(at_once([propose] * 6)))
    told["proposals"], told["acts"] = Proposal.objects.count(), ProposalAct.objects.count()

    settings.SUBMISSIONS_PER_HOUR = 5
    draft = consultations.put_out()
    told["limited"] = sum(at_once([comment(draft, "10.0.0.3")] * 4))
print(json.dumps(told))
"""


def test_it_works(loaded):
    told = loaded.python(PROGRAM)
    assert told["late"] == 0
    assert told["taken"] == told["kept"]
    assert (told["references"], told["proposals"], told["acts"]) == (1, 1, 1)
    assert told["limited"] == 5
