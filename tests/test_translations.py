"""Every message has its Chinese, and an answer keeps to one language."""

import re

import pytest

from tests import translations
from tests.served import Client

pytestmark = pytest.mark.django_db

CHINESE = re.compile("[一-鿿]")
PROBLEMS = {
    "/occupations?x=1": ("未知参数", "Unknown parameter"),
    "/occupations?on=x": ("参数格式错误", "Malformed parameter"),
    "/occupations?batch=x": ("参数格式错误", "Malformed parameter"),
    "/occupations?ordering=x": ("参数格式错误", "Malformed parameter"),
    "/tree?depth=9": ("参数格式错误", "Malformed parameter"),
    "/nothing?": ("资源不存在", "No such resource"),
    "/occupations?edition=2023": ("版本不存在", "No such edition"),
    "/occupations?on=2014-12-31": ("超出可查询的日期范围", "Outside the days the registry answers for"),
    "/occupations/4-77-77-77?on=2024-07-31": ("代码不存在", "No such code"),
    "/concepts/C0000000?": ("概念不存在", "No such concept"),
    "/batches/99?": ("批次不存在", "No such batch"),
}


def words(problem):
    """What a problem says to people, without the codes and names of parameters in it."""
    return [problem["title"], problem["detail"], *(error["detail"] for error in problem.get("errors", []))]


# --- the catalogue --------------------------------------------------------------------------------


def test_every_message_is_translated_and_compiled():
    assert list(translations.findings()) == []


@pytest.fixture
def po(tmp_path):
    """A copy of the catalogue, to be spoilt."""
    for file in translations.PO.parent.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path / "django.po"


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ('msgid "Say why."\nmsgstr "请说明理由。"\n', "", "missing: 'Say why.'"),
        ('"请说明理由。"', '""', "not translated: 'Say why.'"),
        ('msgid "Say why."', '#, fuzzy\nmsgid "Say why."', "fuzzy: 'Say why.'"),
        ('msgid "Say why."', 'msgid "Say when."\nmsgstr "何时？"\n\nmsgid "Say why."', "obsolete: 'Say when.'"),
        ('msgid "Say why."', '#~ msgid "Say when."\n#~ msgstr "何时？"\n\nmsgid "Say why."', "obsolete: 'Say when.'"),
        ("第%(number)s批已发布。", "第%(nummer)s批已发布。", "other placeholders: 'Batch %(number)s is announced"),
        ("应为{least}至{most}的整数", "应为{least}以上的整数", "other placeholders: 'a number from {least}"),
        ("没有概念%(id)s。", "没有概念%(id)。", "other placeholders: 'There is no concept %(id)s.'"),
        ("请说明理由。", "请写明理由。", "django.mo is not what django.po compiles to"),
    ],
)
def test_the_check_names_what_is_wrong(po, old, new, finding):
    text = po.read_text(encoding="utf-8")
    assert text.count(old) == 1
    po.write_text(text.replace(old, new), encoding="utf-8")
    assert any(line.startswith(finding) for line in translations.findings(po))


def test_without_a_compiled_catalogue_the_check_fails(po):
    po.with_suffix(".mo").unlink()
    assert len(list(translations.findings(po))) == 1


def test_an_update_keeps_the_translations_and_changes_nothing_else(po):
    before = {file.name: file.read_bytes() for file in po.parent.iterdir()}
    translations.update(po)
    assert {file.name: file.read_bytes() for file in po.parent.iterdir()} == before


def test_an_update_drops_what_left_the_code_and_asks_for_what_is_new(po):
    text = po.read_text(encoding="utf-8").replace('msgid "Say why."', 'msgid "Say when."')
    po.write_text(text, encoding="utf-8")
    translations.update(po)
    assert list(translations.findings(po)) == ["not translated: 'Say why.'"]


# --- the answers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PROBLEMS)
def test_lang_decides_the_language_of_a_problem(api, path):
    chinese, english = (api.raw(f"{path}&lang={lang}".replace("?&", "?")).json() for lang in ("zh", "en"))
    assert (chinese["title"], english["title"]) == PROBLEMS[path]
    assert all(CHINESE.search(text) for text in words(chinese))
    assert not any(CHINESE.search(text) for text in words(english))


def test_values_are_put_into_the_chinese_text(api):
    [error] = api.raw("/occupations?batch=x&lang=zh").json()["errors"]
    assert error == {"parameter": "batch", "detail": "应为1至9999的整数"}
    assert api.raw("/batches/99?lang=zh").json()["detail"] == "所查询的日期和版本没有第99批。"


@pytest.mark.parametrize(
    ("accepted", "title", "content_language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "未知参数", "zh-hans"),
        ("zh", "未知参数", "zh-hans"),
        ("en-US,en;q=0.9", "Unknown parameter", "en"),
        ("en-GB", "Unknown parameter", "en"),
        ("fr, en;q=0.5", "Unknown parameter", "en"),
        ("fr", "未知参数", "zh-hans"),
        ("*", "未知参数", "zh-hans"),
        ("", "未知参数", "zh-hans"),
    ],
)
def test_accept_language_decides_where_lang_is_not_given(api, accepted, title, content_language):
    response = api.raw("/occupations", {"x": "1"}, **{"accept-language": accepted})
    assert (response.json()["title"], response["content-language"]) == (title, content_language)


def test_chinese_is_the_default():
    assert Client().get("/api/v1/occupations?x=1").json()["title"] == "未知参数"


@pytest.mark.parametrize(("lang", "accepted", "title"), [("zh", "en", "未知参数"), ("en", "zh", "Unknown parameter")])
def test_lang_comes_before_accept_language(api, lang, accepted, title):
    response = api.raw("/occupations", {"x": "1", "lang": lang}, **{"accept-language": accepted})
    assert response.json()["title"] == title


def test_the_language_of_one_answer_does_not_stay(api):
    api.raw("/occupations", {"x": "1", "lang": "zh"})
    assert api.raw("/occupations", {"x": "1"}).json()["title"] == "Unknown parameter"


def test_the_catalogue_of_problems_follows_the_language(api):
    chinese, english = (api.get("/problems", lang=lang)["results"] for lang in ("zh", "en"))
    assert [row["slug"] for row in chinese] == [row["slug"] for row in english]
    for of_one_type, has in ((chinese, True), (english, False)):
        for row in of_one_type:
            assert bool(CHINESE.search(row["title"])) is bool(CHINESE.search(row["advice"])) is has


@pytest.mark.parametrize("path", ["/editions/2015", "/sources/dictionary-2015"])
def test_a_known_gap_follows_the_language(api, path):
    assert CHINESE.search(api.get(path, lang="zh")["known_gap"])
    assert not CHINESE.search(api.get(path, lang="en")["known_gap"])
    assert api.get(path)["known_gap"] == api.get(path, lang="en")["known_gap"]


# --- the admin ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "header", "other"),
    [("zh-CN", "职业登记系统", "Occupation registry"), ("en-US", "Occupation registry", "职业登记系统")],
)
def test_the_admin_bears_the_registrys_name(accepted, header, other):
    page = Client().get("/admin/login/", headers={"accept-language": accepted}).content.decode()
    assert header in page
    assert other not in page


def test_the_admin_names_its_tables_in_the_language(admin_client):
    for accepted, name in (("zh-CN", "工种"), ("en-US", "Work types")):
        assert name in admin_client.get("/admin/", headers={"accept-language": accepted}).content.decode()
