"""Proposals in the admin: considered, declined, taken into a batch and taken up again."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import DatabaseError, transaction

from occupations.actions.desk import open_draft
from occupations.actions.proposals import ProposalContent, send_proposal
from occupations.models import Draft, DraftAct, Proposal, ProposalAct
from tests.clerks import desk
from tests.consultations import DURING, content, editor, moved, reviewer

pytestmark = pytest.mark.django_db

LIST = "/admin/occupations/proposal/"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(DURING, tick=False):
        yield


def sent(**told: str) -> Proposal:
    told = {"kind": "new_occupation", "name_zh": "老街讲解员", "description": "品鉴。", "email": "a@example.org"} | told
    return send_proposal(proposal=ProposalContent(**told), key=None, address="127.0.0.1")


def of(user):
    user.user_permissions.add(*Permission.objects.filter(codename__in=["view_proposal", "view_contact", "view_draft"]))
    return desk(user)


@pytest.fixture
def client():
    return of(editor())


@pytest.fixture
def draft():
    return open_draft(kind="batch", content=content(), by=editor())


def press(client, proposal: Proposal, act: str, **told: str):
    told = {"act": act, "version": str(Proposal.objects.get(pk=proposal.pk).version)} | told
    return client.post(f"{LIST}{proposal.pk}/change/", told, follow=True)


def merge(client, proposal: Proposal, into: Draft, kind: str = "new_occupation", **told: str):
    return press(client, proposal, "merged", **{"draft": f"{into.pk}.{into.version}", "kind": kind} | told)


def test_it_works(client, draft, api):
    proposal = sent()
    assert proposal.reference in client.get(LIST).content.decode()
    press(client, proposal, "under_consideration")
    page = client.get(f"{LIST}{proposal.pk}/change/").content.decode()
    assert f'value="{draft.pk}.1"' in page
    assert 'value="new_occupation" selected' in page
    assert "as change c4" in merge(client, proposal, draft).content.decode()
    held = Draft.objects.get(pk=draft.pk)
    change = held.content["changes"][-1]
    assert (change["id"], change["kind"], change["name_zh"], change["proposal"]) == (
        "c4",
        "new_occupation",
        "老街讲解员",
        proposal.reference,
    )
    assert DraftAct.objects.get(draft=draft, version=2).reason == f"Proposal {proposal.reference}"
    body = api.get(f"/proposals/{proposal.reference}")
    assert (body["state"], body["batch"], body["change"]) == ("merged", 9, "c4")
    assert [act.act for act in ProposalAct.objects.order_by("version")] == ["send", "under_consideration", "merged"]


def test_a_change_brings_what_its_code_stands_for(client, draft):
    proposal = sent(kind="change", code="4-13-01-10", name_zh="网络主持人")
    press(client, proposal, "under_consideration")
    assert 'value="redefined" selected' in client.get(f"{LIST}{proposal.pk}/change/").content.decode()
    merge(client, proposal, draft, "renamed")
    change = Draft.objects.get(pk=draft.pk).content["changes"][-1]
    assert (change["kind"], change["concept"], change["former_name_zh"], change["former_code"]) == (
        "renamed",
        "C0003179",
        "网络主播",
        "4-13-01-10",
    )


def test_a_code_that_holds_nothing_is_left_to_the_clerk(client, draft):
    proposal = sent(kind="change", code="9-99-99-99")
    press(client, proposal, "under_consideration")
    merge(client, proposal, draft, "redefined")
    assert not Draft.objects.get(pk=draft.pk).content["changes"][-1].get("concept")


def test_a_refusal_needs_a_reason_and_tells_it(client, api):
    proposal = sent()
    assert "Say why." in press(client, proposal, "declined").content.decode()
    press(client, proposal, "declined", reason="已有相近职业。")
    assert api.get(f"/proposals/{proposal.reference}")["note"] == "已有相近职业。"
    assert proposal.reference not in client.get(LIST).content.decode()
    press(client, proposal, "under_consideration", reason="补充了依据")
    assert api.get(f"/proposals/{proposal.reference}")["state"] == "under_consideration"


def test_the_sender_can_be_told_something(client, api):
    proposal = sent()
    press(client, proposal, "note", text="请补充从业人数。")
    assert api.get(f"/proposals/{proposal.reference}")["note"] == "请补充从业人数。"
    assert "Plain text" in press(client, proposal, "note", text="<b>").content.decode()


def test_taken_up_again_it_is_in_no_batch(client, draft, api):
    proposal = sent()
    press(client, proposal, "under_consideration")
    merge(client, proposal, draft)
    press(client, proposal, "under_consideration", reason="批次中删去了")
    body = api.get(f"/proposals/{proposal.reference}")
    assert (body["state"], body["batch"], body["change"]) == ("under_consideration", None, None)


def test_a_draft_that_somebody_changed_meanwhile_is_looked_at_again(client, draft):
    proposal = sent()
    press(client, proposal, "under_consideration")
    page = merge(client, proposal, draft, draft=f"{draft.pk}.0").content.decode()
    assert "changed this draft meanwhile" in page
    assert Proposal.objects.get().state == "under_consideration"
    assert Draft.objects.get(pk=draft.pk).version == 1


def test_only_an_open_draft_of_a_batch_takes_it(client, draft):
    proposal = sent()
    press(client, proposal, "under_consideration")
    closed = moved(draft, "withdrawn", editor(), "postponed")
    assert "No batch is open" in client.get(f"{LIST}{proposal.pk}/change/").content.decode()
    assert "nothing can be edited" in merge(client, proposal, closed).content.decode()
    assert "no draft of a batch" in merge(client, proposal, closed, draft="999999.1").content.decode()
    assert Proposal.objects.get().state == "under_consideration"


@pytest.mark.parametrize("told", [{"draft": ""}, {"draft": "x.y"}, {"kind": "explode"}, {"version": "x"}])
def test_a_broken_form_changes_nothing(client, draft, told):
    proposal = sent()
    press(client, proposal, "under_consideration")
    assert press(client, proposal, "merged", **{"draft": f"{draft.pk}.1", "kind": "moved"} | told).status_code == 200
    assert (Proposal.objects.get().state, Draft.objects.get(pk=draft.pk).version) == ("under_consideration", 1)


def test_who_may_not_enter_batches_takes_none_into_one(draft):
    proposal, client = sent(), of(reviewer())
    press(client, proposal, "under_consideration")
    assert "not among your duties" in merge(client, proposal, draft).content.decode()
    assert (Proposal.objects.get().state, Draft.objects.get(pk=draft.pk).version) == ("under_consideration", 1)


def test_it_is_not_taken_before_it_was_considered(client, draft):
    proposal = sent()
    assert "cannot be done in the state" in merge(client, proposal, draft).content.decode()


def test_the_history_cannot_be_changed():
    sent()
    for change in (lambda acts: acts.update(reason="x"), lambda acts: acts.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(ProposalAct.objects.all())
