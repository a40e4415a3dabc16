"""The first page of the admin: a clerk sees at once where to begin, and only what is theirs."""

from __future__ import annotations

import re

import pytest

from tests.clerks import ENTER, PUBLISH, clerk, desk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("duties", "links"),
    [
        (
            (ENTER, "view_comment", "view_proposal"),
            ["draft/?waits=me", "draft/add/", "draft/", "comment/", "proposal/"],
        ),
        ((PUBLISH,), ["draft/?waits=me", "draft/"]),
        ((), []),
    ],
)
def test_the_desk_comes_first(duties, links):
    client = desk(clerk("wang", *duties))
    shown = client.get("/admin/").content.decode().partition('id="content-main-desk"')[2].partition("</div>")[0]
    found = re.findall(r'href="/admin/occupations/([^"]+)"', shown)
    assert found == links
    assert {client.get(f"/admin/occupations/{link}").status_code for link in found} <= {200}
