"""Every oddity of our sources that the registry accepts: one entry for each row and field, with its reason.

An oddity that is not listed fails ``check_registry``, and so does an entry that matches nothing any more.
The reasons are shown in the API as ``known_gap``.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple


class KnownGap(NamedTuple):
    table: str
    key: str
    field: str
    zh: str
    en: str


def texts_of(gaps: Iterable[KnownGap]) -> Callable[[str, str], tuple[str, str]]:
    """What gives, for a table and a key, the reasons of every gap of that row in Chinese and in English."""
    by_row: dict[tuple[str, str], list[KnownGap]] = {}
    for gap in gaps:
        by_row.setdefault((gap.table, gap.key), []).append(gap)

    def texts(table: str, key: str) -> tuple[str, str]:
        of_row = by_row.get((table, key), [])
        return "；".join(dict.fromkeys(gap.zh for gap in of_row)), " ".join(dict.fromkeys(gap.en for gap in of_row))

    return texts


def each(table: str, keys: str, fields: str, zh: str, en: str) -> Iterator[KnownGap]:
    """One entry for each key and each field, both listed by name; a slash parts a key from its edition or batch."""
    for key in keys.split():
        for field in fields.split():
            yield KnownGap(table, key, field, zh, en)


DRAFT_GROUPS = """
1 1-01 1-01-00 1-02 1-02-01 1-02-02 1-02-03 1-02-04 1-02-05 1-03 1-03-00 1-04 1-04-01 1-04-02 1-04-03 1-04-04
1-04-05 1-04-06 1-05 1-05-00 1-06 1-06-01 1-06-02 2 2-01 2-01-01 2-01-02 2-01-03 2-01-04 2-01-05 2-01-06 2-01-07
2-01-08 2-01-09 2-01-10 2-01-11 2-01-99 2-02 2-02-01 2-02-02 2-02-03 2-02-04 2-02-05 2-02-06 2-02-07 2-02-08
2-02-09 2-02-10 2-02-11 2-02-12 2-02-13 2-02-14 2-02-15 2-02-16 2-02-17 2-02-18 2-02-19 2-02-20 2-02-21 2-02-22
2-02-23 2-02-24 2-02-25 2-02-26 2-02-27 2-02-28 2-02-29 2-02-30 2-02-31 2-02-32 2-02-33 2-02-34 2-02-35 2-02-36
2-02-37 2-02-38 2-02-99 2-03 2-03-01 2-03-02 2-03-03 2-03-04 2-03-05 2-03-06 2-03-07 2-03-08 2-03-09 2-03-99
2-04 2-04-01 2-04-02 2-04-99 2-05 2-05-01 2-05-02 2-05-03 2-05-04 2-05-05 2-05-06 2-05-07 2-05-08 2-05-09
2-05-10 2-05-99 2-06 2-06-01 2-06-02 2-06-03 2-06-04 2-06-05 2-06-06 2-06-07 2-06-08 2-06-09 2-06-10 2-06-11
2-06-12 2-06-13 2-06-14 2-06-99 2-07 2-07-01 2-07-02 2-07-03 2-07-04 2-07-05 2-07-06 2-07-07 2-07-08 2-07-09
2-07-10 2-07-99 2-08 2-08-01 2-08-02 2-08-03 2-08-04 2-08-99 2-09 2-09-01 2-09-02 2-09-03 2-09-04 2-09-05
2-09-06 2-09-07 2-09-99 2-10 2-10-01 2-10-02 2-10-03 2-10-04 2-10-05 2-10-06 2-10-07 2-10-08 2-10-99 2-99
2-99-00 3 3-01 3-01-01 3-01-02 3-01-03 3-01-04 3-01-99 3-02 3-02-01 3-02-02 3-02-03 3-02-99 3-03 3-03-01 3-03-99
3-99 3-99-00 4 4-01 4-01-01 4-01-02 4-01-03 4-01-04 4-01-05 4-01-06 4-01-99 4-02 4-02-01 4-02-02 4-02-03 4-02-04
4-02-05 4-02-06 4-02-07 4-02-99 4-03 4-03-01 4-03-02 4-03-99 4-04 4-04-01 4-04-02 4-04-03 4-04-04 4-04-05
4-04-99 4-05 4-05-01 4-05-02 4-05-03 4-05-04 4-05-05 4-05-99 4-06 4-06-01 4-06-02 4-06-99 4-07 4-07-01 4-07-02
4-07-03 4-07-04 4-07-05 4-07-06 4-07-07 4-07-99 4-08 4-08-01 4-08-02 4-08-03 4-08-04 4-08-05 4-08-06 4-08-07
4-08-08 4-08-09 4-08-10 4-08-99 4-09 4-09-01 4-09-02 4-09-03 4-09-04 4-09-05 4-09-06 4-09-07 4-09-08 4-09-09
4-09-10 4-09-99 4-10 4-10-01 4-10-02 4-10-03 4-10-04 4-10-05 4-10-06 4-10-07 4-10-08 4-10-99 4-11 4-11-01
4-11-02 4-11-03 4-11-99 4-12 4-12-01 4-12-02 4-12-03 4-12-04 4-12-05 4-12-06 4-12-99 4-13 4-13-01 4-13-02
4-13-03 4-13-04 4-13-99 4-14 4-14-01 4-14-02 4-14-03 4-14-04 4-14-05 4-14-06 4-14-99 4-99 4-99-00 5 5-01 5-01-01
5-01-02 5-01-99 5-02 5-02-01 5-02-02 5-02-03 5-02-04 5-02-99 5-03 5-03-01 5-03-02 5-03-03 5-03-99 5-04 5-04-01
5-04-02 5-04-03 5-04-99 5-05 5-05-01 5-05-02 5-05-03 5-05-04 5-05-05 5-05-06 5-05-99 5-99 5-99-00 6 6-01 6-01-01
6-01-02 6-01-03 6-01-04 6-01-05 6-01-06 6-01-07 6-01-99 6-02 6-02-01 6-02-02 6-02-03 6-02-04 6-02-05 6-02-06
6-02-99 6-03 6-03-01 6-03-02 6-03-03 6-03-99 6-04 6-04-01 6-04-02 6-04-03 6-04-04 6-04-05 6-04-06 6-04-99 6-05
6-05-01 6-05-02 6-05-03 6-05-04 6-05-99 6-06 6-06-01 6-06-02 6-06-03 6-06-04 6-06-99 6-07 6-07-01 6-07-02
6-07-99 6-08 6-08-01 6-08-02 6-08-99 6-09 6-09-01 6-09-02 6-09-03 6-09-04 6-09-05 6-09-99 6-10 6-10-01 6-10-02
6-10-03 6-10-99 6-11 6-11-01 6-11-02 6-11-03 6-11-04 6-11-05 6-11-06 6-11-07 6-11-08 6-11-09 6-11-10 6-11-99
6-12 6-12-01 6-12-02 6-12-03 6-12-04 6-12-05 6-12-99 6-13 6-13-01 6-13-02 6-13-99 6-14 6-14-01 6-14-02 6-14-99
6-15 6-15-01 6-15-02 6-15-03 6-15-04 6-15-05 6-15-06 6-15-07 6-15-08 6-15-99 6-16 6-16-01 6-16-02 6-16-03
6-16-99 6-17 6-17-01 6-17-02 6-17-03 6-17-04 6-17-05 6-17-06 6-17-07 6-17-08 6-17-09 6-17-10 6-17-99 6-18
6-18-01 6-18-02 6-18-03 6-18-04 6-18-99 6-19 6-19-01 6-19-99 6-20 6-20-01 6-20-02 6-20-03 6-20-04 6-20-05
6-20-06 6-20-07 6-20-99 6-21 6-21-01 6-21-02 6-21-03 6-21-04 6-21-05 6-21-06 6-21-99 6-22 6-22-01 6-22-02
6-22-99 6-23 6-23-01 6-23-02 6-23-03 6-23-04 6-23-99 6-24 6-24-01 6-24-02 6-24-03 6-24-04 6-24-05 6-24-06
6-24-07 6-24-08 6-24-99 6-25 6-25-01 6-25-02 6-25-03 6-25-04 6-25-99 6-26 6-26-01 6-26-99 6-27 6-27-01 6-27-99
6-28 6-28-01 6-28-02 6-28-03 6-28-99 6-29 6-29-01 6-29-02 6-29-03 6-29-04 6-29-05 6-29-99 6-30 6-30-01 6-30-02
6-30-03 6-30-04 6-30-05 6-30-99 6-31 6-31-01 6-31-02 6-31-03 6-31-04 6-31-05 6-31-06 6-31-07 6-31-99 6-99
6-99-00 7 7-01 7-01-00 7-02 7-02-00 7-03 7-03-00 7-04 7-04-00 8 8-00 8-00-00
"""

KNOWN_GAPS: list[KnownGap] = [
    # --- documents ------------------------------------------------------------------------------------
    *each(
        "sources",
        "dictionary-2015 dictionary-2022",
        "document_number issuers_zh seen_at",
        "印刷出版的大典未直接查阅，其文号与发布单位不详",
        "The printed dictionary itself was not consulted; its number and issuers are not known.",
    ),
    *each("sources", "dictionary-2015", "issued_on", "发布日期不详", "The day of issue is not known."),
    *each(
        "sources",
        "dictionary-2022-draft batch-8-draft press-batch-4",
        "document_number issuers_zh",
        "文号与发布单位不详",
        "Its number and issuers are not known.",
    ),
    *each("sources", "press-batch-4", "issued_on", "报道日期不详", "The day of the report is not known."),
    *each(
        "sources",
        "batch-5",
        "document_number",
        "未找到单独的发布文件：18个职业经公示后直接列入2022年版大典",
        "No announcing document was found: the 18 occupations went from public comment into the 2022 dictionary.",
    ),
    *each(
        "sources",
        "batch-7 batch-8",
        "document_number issued_on",
        "文号与成文日期未找到",
        "Its number and the date it bears were not found.",
    ),
    # --- editions -------------------------------------------------------------------------------------
    *each(
        "editions",
        "2015",
        "valid_from",
        "2015年版的确切起始日不详，以2015-01-01代替",
        "The exact first day of the 2015 edition is not known; 2015-01-01 stands for it.",
    ),
    *each(
        "editions",
        "2015",
        "major medium minor work_types digital green digital_and_green",
        "仅知2015年版的职业总数",
        "Only the number of occupations of the 2015 edition is known.",
    ),
    *each(
        "editions",
        "2015",
        "occupations",
        "仅收录各批次涉及的职业",
        "Only the occupations that the batches touched are held.",
    ),
    *each(
        "editions",
        "2022",
        "work_types",
        "2967个工种中收录2963个：3个因正式版调整而未收，1个未能识别；工种取自公示稿",
        "2,963 of the 2,967 work types are held: three were left out because the published edition changed them,"
        " one could not be identified. They are known from the text put out for comment.",
    ),
    *each(
        "editions",
        "2022-draft",
        "work_types",
        "公示稿的工种收录在2022年版之下",
        "The draft's work types are held under the 2022 edition.",
    ),
    *each(
        "work_types",
        "2022/劳务派遣员 2022/劳务经纪人",
        "occupation",
        "公示稿中属于劳务外包管理员，正式版已拆分该职业",
        "In the draft under 劳务外包管理员, which the published edition split.",
    ),
    *each(
        "work_types",
        "2022/酱腌菜制作工",
        "occupation",
        "公示稿中的工种，正式版已列为职业6-02-05-08",
        "A work type of the draft, in the published edition an occupation of its own, 6-02-05-08.",
    ),
    *each(
        "items",
        "2015/4-14-04-00",
        "parent",
        "2015年版的类目未收录；该代码凭记忆",
        "The groups of the 2015 edition are not held; the code is from memory.",
    ),
    *each(
        "items",
        "2022-draft/4-04-04-06 2022-draft/4-07-03-06 2022-draft/4-13-01-06 2022-draft/4-14-03-07",
        "marks",
        "公示稿中的标识不详",
        "Its marks in the draft are not known.",
    ),
    *each(
        "items",
        " ".join(f"2022-draft/{code}" for code in DRAFT_GROUPS.split()),
        "name_zh",
        "公示稿的类目名称未收录",
        "The draft's names of groups are not held.",
    ),
    # --- batches --------------------------------------------------------------------------------------
    *each(
        "batches",
        "1 2 4 5",
        "new_work_types adjustments",
        "公布的新工种数与调整数不详",
        "How many work types and adjustments were announced is not known.",
    ),
    *each(
        "batches",
        "2 3 4 7",
        "comment_from comment_to",
        "公示起止日期未找到",
        "The days of public comment were not found.",
    ),
    *each(
        "batches",
        "3",
        "adjustments",
        "公布的调整数只计3个由工种升为职业者，未计被取消的职业",
        "The three adjustments announced are the work types raised to occupations, without the one abolished.",
    ),
    *each(
        "batches",
        "5",
        "title_zh document_number document_date",
        "未找到单独的发布文件",
        "No announcing document was found.",
    ),
    *each("batches", "6", "adjustments", "11项调整中仅知3项", "Only three of the eleven adjustments are known."),
    *each("batches", "7", "adjustments", "9项调整均未收录", "None of the nine adjustments is held."),
    *each(
        "batches",
        "7 8",
        "document_number document_date",
        "文号与成文日期未找到",
        "The document's number and date were not found.",
    ),
    *each(
        "batches",
        "8",
        "new_occupations",
        "公布11个新职业，已确认8个；公示的另外4个中有3个入选，但不知是哪3个",
        "Eleven new occupations were announced, eight are identified; three of the four candidates are in,"
        " which three is not known.",
    ),
    *each(
        "batches",
        "8",
        "new_work_types adjustments",
        "23个新工种与6项调整大多未收录",
        "Most of the 23 new work types and six adjustments are not held.",
    ),
    # --- changes --------------------------------------------------------------------------------------
    *each(
        "changes",
        "2/8",
        "in_2022",
        "未列入2022年版大典，原因未查明",
        "Not in the 2022 dictionary; why was not found.",
    ),
    *each(
        "changes",
        "3/2 4/3 4/13 4/15",
        "code",
        "发布时的职业代码未找到",
        "The code it was announced under was not found.",
    ),
    *each(
        "changes",
        "3/15",
        "in_2022",
        "2022年版工种清单中未见",
        "Not in the list of work types of the 2022 edition.",
    ),
    *each(
        "changes",
        "3/16 3/18",
        "occupation",
        "发布时所属职业未找到；中文名称凭记忆",
        "The occupation it was announced under was not found; its Chinese wording is from memory.",
    ),
    *each(
        "changes",
        "4/19",
        "status",
        "仅见于报道，具体调整未核实",
        "Known from the press only; what was adjusted is not verified.",
    ),
    *each(
        "changes",
        "8/1 8/2 8/3 8/4 8/5 8/6 8/7 8/8",
        "code",
        "第八批公告的职业代码尚未找到",
        "The code given in the eighth announcement has not been found.",
    ),
    *each(
        "changes",
        "8/1 8/2 8/3 8/4 8/5 8/6",
        "marks",
        "数字、绿色标识尚未找到",
        "Its digital and green marks have not been found.",
    ),
    *each(
        "changes",
        "8/7 8/8",
        "marks",
        "绿色标识见于公示稿，数字标识尚未找到",
        "The green mark is that of the draft; the digital mark has not been found.",
    ),
    *each(
        "changes",
        "8/9 8/10 8/11 8/12",
        "status",
        "公示稿列12个，公布11个：此四者中有三个入选，未能查明",
        "Twelve were put out for comment and eleven announced: three of these four are in, which is not verified.",
    ),
    *each(
        "changes",
        "8/13",
        "status",
        "公告提及的6项调整之一，调整内容未核实",
        "One of the six adjustments the announcement names; what was adjusted is not verified.",
    ),
    *each("changes", "8/14", "occupation", "所属职业未找到", "The occupation it belongs to was not found."),
    *each(
        "changes",
        "8/16 8/17 8/18",
        "status",
        "见于公示稿，未与正式公告核对",
        "In the text put out for comment; not checked against the announcement.",
    ),
]


gap_texts = texts_of(KNOWN_GAPS)
