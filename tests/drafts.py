"""Batches as clerks enter them, for the tests of the desk: a small one that nothing is wrong with."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from occupations.actions.desk import move_draft, open_draft
from occupations.models import Draft

NOW = "2026-11-23T09:00:00+08:00"
"""When the tests of the batch at the desk take place: its comment is over, its day is to come."""
MARKETER, HOST, GROUP = "C0005947", "C0003179", "4-01-06"
CHANGES: list[dict[str, Any]] = [
    {
        "id": "c1",
        "kind": "new_occupation",
        "name_zh": "测试技术员",
        "code": "4-01-06-81",
        "digital": True,
        "green": False,
        "work_types": ["测试甲工"],
    },
    {"id": "c2", "kind": "renamed", "concept": MARKETER, "name_zh": "网络营销师", "former_name_zh": "互联网营销师"},
    {"id": "c3", "kind": "new_work_type", "name_zh": "测试乙工", "occupation": "#c1"},
]


def content(*changes: dict[str, Any], **members: Any) -> dict[str, Any]:
    """The ninth batch; the changes above unless others are given."""
    return {
        "number": 9,
        "edition": "2022",
        "title_zh": "关于发布测试技术员等职业信息的通知",
        "document_number": "人社厅发〔2026〕99号",
        "document_date": "2026-11-20",
        "published_on": "2026-11-22",
        "effective_on": "2026-12-01",
        "comment_from": "2026-11-10",
        "comment_to": "2026-11-19",
        "agencies": [{"name_zh": "人力资源社会保障部", "name_en": "Ministry of Human Resources and Social Security"}],
        "official_counts": {"new_occupations": None},
        "changes": list(changes or CHANGES),
        **members,
    }


def move(draft: Draft, to: str, by: User, reason: str = "") -> Draft:
    return move_draft(draft=draft.pk, version=draft.version, to=to, by=by, reason=reason)


def commented(told: dict[str, Any], by: User) -> Draft:
    """A batch that is out for public comment."""
    draft = open_draft(kind="batch", content=told, by=by)
    return move(move(draft, "under_review", by), "public_comment", by)


def approved(told: dict[str, Any], editor: User, reviewer: User) -> Draft:
    return move(commented(told, editor), "approved", reviewer)
