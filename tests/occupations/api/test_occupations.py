"""GET /occupations and /occupations/{code}."""


def test_it_works(api):
    body = api.get("/occupations/4-01-06-02")
    assert body["name_zh"] == "互联网营销师"
    assert body["digital"] is True
    assert body["green"] is False
    work_types = {w["name_zh"]: w for w in body["work_types"]}
    assert set(work_types) == {"商品选品员", "直播销售员", "视频创推员", "平台管理员", "生活服务体验员"}
    assert work_types["商品选品员"]["former_names_zh"] == ["选品员"]
    assert work_types["生活服务体验员"]["introduced_by"]["batch"] == 6
    assert work_types["直播销售员"]["introduced_by"]["batch"] == 3
    introduced = body["introduced_by"]
    assert (introduced["batch"], introduced["published_on"], introduced["code"]) == (3, "2020-07-06", "4-01-02-07")
    assert [p["code"] for p in body["previous_codes"]] == ["4-01-02-07"]


def test_a_list_validates(api):
    body = api.get("/occupations", page_size=5000)
    assert body["count"] == len(body["results"]) == 1683
