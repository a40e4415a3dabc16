"""The columns of a file of changes: their headings, what they mean, and the words that may stand in them."""

from __future__ import annotations

from dataclasses import dataclass

from occupations.models import ChangeKind


@dataclass(frozen=True)
class Column:
    member: str
    heading: str
    explanation_zh: str
    explanation_en: str


COLUMNS = (
    Column("id", "编号", "本稿中的编号；新增的行留空。", "The change's id in the draft; leave it empty for a new one."),
    Column("kind", "变更类型", "必填：见“说明”中的各类型。", "Needed: one of the kinds listed under 说明."),
    Column("name_zh", "名称", "必填：变更后的名称。", "Needed: the name after the change."),
    Column("name_en", "英文名称", "可留空。", "May be empty."),
    Column("code", "代码", "变更后的代码，如4-01-06-02。", "The code after the change, as 4-01-06-02."),
    Column("former_name_zh", "原名称", "更名时必填。", "Needed of a rename."),
    Column("former_code", "原代码", "代码变更时必填。", "Needed where the code changes."),
    Column("occupation", "所属职业", "新工种所属职业的代码或名称。", "Code or name of a new work type's occupation."),
    Column(
        "work_types",
        "随带工种",
        "新职业随带的工种，以“；”分隔。",
        "Work types that it brings, parted by ；",
    ),
    Column(
        "successors",
        "承接职业",
        "承接职业的代码或名称，以“；”分隔。",
        "Codes or names of these, parted by ；",
    ),
    Column("digital", "数字职业", "是或否；未知留空。", "是 or 否; empty if not known."),
    Column("green", "绿色职业", "是或否；未知留空。", "是 or 否; empty if not known."),
    Column("proposal", "建议编号", "来自哪一项建议；可留空。", "The proposal it came from; may be empty."),
)
NEEDED = ("kind", "name_zh")
CODES = ("code", "former_code")
LISTS = ("work_types", "successors")
MARKS = ("digital", "green")
PART = r"[;；、\n]+"
KINDS = {
    "新职业": ChangeKind.NEW_OCCUPATION,
    "转移": ChangeKind.MOVED,
    "更名": ChangeKind.RENAMED,
    "代码调整": ChangeKind.RECODED,
    "定义调整": ChangeKind.REDEFINED,
    "拆分": ChangeKind.SPLIT,
    "合并": ChangeKind.MERGED,
    "取消": ChangeKind.ABOLISHED,
    "标识变更": ChangeKind.MARK_CHANGED,
    "新工种": ChangeKind.NEW_WORK_TYPE,
    "取消工种": ChangeKind.WORK_TYPE_REMOVED,
}
YES_NO = {"是": True, "否": False, "yes": True, "no": False, "1": True, "0": False, "√": True, "×": False}
