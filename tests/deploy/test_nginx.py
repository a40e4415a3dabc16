"""deploy/nginx.conf before a real registry: what is kept, for whom, and for how long."""

from __future__ import annotations

import gzip
import json
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest

from tests.checker import PATHS, check
from tests.ports import free_port
from tests.proxy import CONFIGURATION, NGINX, filled, proxied
from tests.waiting import wait_until

ONE = "/api/v1/occupations/4-01-06-02"
LIST = "/api/v1/occupations?page_size=20"
NGINX_IS_LATE = 1.0
"""Seconds."""


def within_a_second(ask, *paths):
    """The answers to all of them, asked for within one second: with it ends what is kept."""
    answers = []

    def has_sufficed():
        second = int(time.time())
        answers[:] = [ask(path) for path in paths]
        return int(time.time()) == second

    wait_until(has_sufficed, "It never took less than a second.")
    return answers


def test_it_works(ask):
    assert ask(ONE).cache == "MISS"
    first, second = within_a_second(ask, ONE, ONE)
    assert first.status == 200, first
    assert second.cache == "HIT"
    assert first.body == second.body
    assert json.loads(first.body)["name_zh"] == "互联网营销师"
    assert first["etag"] == second["etag"]
    assert not first["etag"].startswith("W/")


@pytest.mark.skipif(NGINX is None, reason="NO NGINX IS INSTALLED: the tests of the caching proxy did not run")
def test_nginx_understands_it_all(tmp_path):
    file = filled(tmp_path, "127.0.0.1:1", free_port())
    told = subprocess.run([NGINX, "-t", "-p", str(tmp_path), "-c", str(file)], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert "warn" not in told.stderr


def test_the_second_after_it_is_asked_for_again_with_its_etag(ask):
    first = ask(ONE)
    second = int(time.time())
    wait_until(lambda: int(time.time()) > second)
    again = ask(ONE)
    assert again.cache == "REVALIDATED"
    assert again.body == first.body


def test_a_change_is_seen_within_a_second(registry, ask):
    """On both databases: as in compose.yaml, the registry asks its database at every request.

    nginx reads the clock once for all that it finds to do. A slow machine may keep it busy beyond a second's end; the
    test below shows how much longer a copy would be sent that has not to end with its second.
    """
    findings = check(registry, ask.address, enough=enough)
    assert findings.failures == []
    assert findings.mixed() == []
    assert not too_late(findings)
    wait_until(lambda: '" 200 ' in ask.log and " HIT" in ask.log, "It is not in the log.")
    wait_until(lambda: " EXPIRED" in ask.log or " REVALIDATED" in ask.log, "It is not in the log.")


def test_without_the_word_for_the_proxy_it_would_not_be(registry, tmp_path):
    """So the test above can fail: Cache-Control alone allows ten seconds."""
    with registry.served(BEHIND_PROXY="false") as address, proxied(tmp_path, address) as ask:
        findings = check(registry, ask.address, enough=too_late, settled=False, paths=PATHS[:1])
    assert too_late(findings)


def too_late(findings):
    return max(findings.staleness(), default=0.0) > 1.0 + NGINX_IS_LATE


def enough(findings):
    """Copies were kept, and over, several times."""
    return len(findings.seen()) >= 4 and findings.answered_unchanged() > 0


def test_many_who_ask_at_once_share_one_answer(ask):
    with ThreadPoolExecutor(20) as pool:
        for size in range(10, 14):
            bodies = set(pool.map(lambda path: ask(path).body, [f"/api/v1/occupations?page_size={size}"] * 20))
            assert len(bodies) == 1


# --- conditions -------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_who_holds_it_gets_304_from_the_proxy(ask, encoding):
    held = ask(LIST, Accept_Encoding=encoding)["etag"]
    answer = ask(LIST, Accept_Encoding=encoding, If_None_Match=held)
    assert (answer.status, answer.body) == (304, b"")
    assert answer.cache in ("HIT", "REVALIDATED")
    assert answer["etag"] == held
    assert ask(LIST, Accept_Encoding=encoding, If_None_Match='"another"').status == 200


def test_a_first_question_with_an_etag_gets_304(ask, server):
    held = ask(ONE)["etag"]
    assert ask(f"{ONE}?lang=zh", If_None_Match=held).status == 304


def test_who_asks_by_date_is_answered_by_the_registry(ask, registry):
    """nginx would compare seconds; and two revisions may share one."""
    first = ask(ONE)
    answer = ask(ONE, If_Modified_Since=first["last-modified"])
    assert answer.status in (200, 304)  # within a minute of the last change, or later
    assert answer.cache is None
    both = ask(ONE, If_Modified_Since=first["last-modified"], If_None_Match=first["etag"])
    assert both.status == 304


@pytest.mark.parametrize("path", [ONE, LIST, "/api/v1/nothing"])
def test_head(ask, path):
    for _time in range(2):
        head, get = ask(path, "HEAD"), ask(path)
        assert (head.status, head.body) == (get.status, b"")
        assert head.headers.get("etag") == get.headers.get("etag")
        assert head["content-length"] == str(len(get.body))


# --- what does not mix ------------------------------------------------------------------------------


def test_languages_do_not_mix(ask):
    titles = set()
    for _time in range(3):
        for language in ("zh", "en", "de, en;q=0.5", "zh-CN,zh;q=0.9"):
            answer = ask("/api/v1/batches/8", Accept_Language=language)
            assert answer["content-language"] == ("zh-hans" if "zh" in language else "en")
            titles.add((answer["content-language"], json.loads(answer.body)["known_gap"]))
    assert len(titles) == 2


def test_encodings_do_not_mix(ask):
    unpack = {"": bytes, "br": brotli.decompress, "gzip": gzip.decompress}
    plain = ask(LIST).body
    for _time in range(3):
        for accepted, encoding in [("", ""), ("gzip", "gzip"), ("br", "br"), ("gzip, br", "br"), ("identity", "")]:
            answer = ask(LIST, Accept_Encoding=accepted)
            assert answer.headers.get("content-encoding", "") == encoding
            assert unpack[encoding](answer.body) == plain
            assert answer["etag"].endswith(f'-{encoding}"') == bool(encoding)


def test_forms_do_not_mix(ask):
    for _time in range(3):
        for accept, expected in [("application/json", "application/json"), ("text/csv", "text/csv; charset=utf-8")]:
            assert ask(LIST, Accept=accept)["content-type"] == expected
        assert ask(LIST, Accept="image/png").status == 406


def test_hosts_do_not_mix(ask):
    port = ask.address.rpartition(":")[2]
    for _time in range(2):
        for host in ("localhost", f"127.0.0.1:{port}", "localhost:81"):
            assert json.loads(ask("/api/v1", Host=host).body)["links"]["tree"].startswith(f"http://{host}/")
    assert ask(ONE, Host="elsewhere.example").status == 400


# --- what is not kept -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/docs", "/admin/login/", "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui.css", "/"]
)
def test_outside_the_api_nothing_is_kept(ask, path):
    for _time in range(2):
        answer = ask(path)
        assert answer.status in (200, 302)
        assert answer.cache is None


def test_a_clerks_pages_are_the_clerks_alone(ask):
    first, second = ask("/admin/login/"), ask("/admin/login/")
    assert first["set-cookie"] != second["set-cookie"]
    assert first["cache-control"] != ""


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/occupations?foo=1", "/api/v1/occupations/4-77-77-77"])
def test_problems_are_not_kept(ask, path):
    for _time in range(2):
        answer = ask(path)
        assert answer.status in (400, 404)
        assert answer.cache == "MISS"


def test_posts_pass(ask):
    body = json.dumps([{"code": "4-02-07-10", "on": "2021-01-01"}]).encode()
    for _time in range(2):
        answer = ask("/api/v1/codes/migrate?to=2026-01-01", "POST", body, Content_Type="application/json")
        assert (answer.status, answer.cache) == (200, None)
        assert json.loads(answer.body)["results"][0]["outcome"] == "recoded"


def test_a_stream_of_many_lines_passes(ask):
    body = b'{"code": "4-02-07-10", "on": "2021-01-01"}\n' * 20_000
    answer = ask("/api/v1/codes/migrate?to=2026-01-01", "POST", body, Content_Type="application/x-ndjson")
    assert answer.status == 200
    assert answer.body.count(b'"outcome":"recoded"') == 20_000


def test_a_page_of_another_site_may_ask(ask):
    answer = ask(ONE, "OPTIONS", Origin="https://x.example", Access_Control_Request_Method="GET")
    assert (answer.status, answer.cache) == (204, None)
    for _time in range(2):
        assert ask(ONE, Origin="https://x.example")["access-control-allow-origin"] == "*"


# --- dumps ------------------------------------------------------------------------------------------


@pytest.fixture
def dump(ask):
    told = json.loads(ask(json.loads(ask("/api/v1/dumps").body)["latest"][0]["url"].partition(ask.address)[2]).body)
    [file] = [file for file in told["files"] if file["name"] == "registry.ndjson"]
    return file["url"].partition(ask.address)[2], file


def test_parts_of_a_dump_are_one_request_to_the_registry(ask, dump):
    path, file = dump
    part = ask(path, Range="bytes=100-199")
    assert (part.status, len(part.body)) == (206, 100)
    assert part["content-range"] == f"bytes 100-199/{file['size']}"
    # A part is sent as soon as it is there, the rest of the file comes meanwhile.
    wait_until(lambda: ask(path, Range="bytes=200-299").cache == "HIT", "The file is not kept.")
    assert ask(path, Range=f"bytes={file['size'] - 50}-").cache == "HIT"
    assert ask(path).cache == "HIT"


def test_a_dump_put_together_from_parts_is_the_dump(ask, dump, server):
    path, file = dump
    whole = ask(path)
    assert (whole.status, len(whole.body)) == (200, file["size"])
    assert whole["etag"] == f'"{file["sha256"]}"'
    assert whole["content-disposition"] == 'attachment; filename="registry.ndjson"'
    half = file["size"] // 2
    first, second = ask(path, Range=f"bytes=0-{half}"), ask(path, Range=f"bytes={half + 1}-", If_Range=whole["etag"])
    assert first.body + second.body == whole.body
    assert ask(path, Range="bytes=-10").body == whole.body[-10:]
    assert ask(path, Range="bytes=0-9", If_Range='"another"').status == 200
    for behind in (file["size"], 10 * file["size"]):
        assert ask(path, Range=f"bytes={behind}-").status == 416
    assert ask(path, If_None_Match=whole["etag"]).status == 304
    head = ask(path, "HEAD")
    assert (head.status, head.body, head["content-length"]) == (200, b"", str(file["size"]))


def test_a_dump_that_is_not_held_is_not_found(ask, dump):
    assert ask("/api/v1/dumps/2022/1/registry.ndjson").status == 404
    assert ask(dump[0].replace("ndjson", "nothing")).status == 404


# --- what the proxy says itself ---------------------------------------------------------------------


def test_the_configuration_names_no_place_of_its_own():
    """So that one file serves the container, the tests and the bench."""
    lines = [line.split("#")[0] for line in CONFIGURATION.read_text().splitlines()]
    assert [word for line in lines for word in line.split() if word.startswith("/") and "problems" not in word] == [
        *("/dev/stderr", "/dev/stdout", "/"),
    ]
