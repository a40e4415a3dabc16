"""Real deliverers in processes of their own: racing each other, killed, stopped, and beside people who write."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests import databases
from tests.end_to_end.test_docs import blocks
from tests.ports import free_port
from tests.receiver import AUTHORITY, running
from tests.waiting import LIMIT, wait_until

SUBSCRIBE = """
import json, sys
from django.contrib.auth.models import User
from django.utils import timezone
from occupations.actions.webhooks import subscribe
from occupations.models import WebhookSubscription
from occupations.webhooks import signing
by, _made = User.objects.get_or_create(username="operator")
secret = signing.new_secret()
made = subscribe(name="r", url={url!r}, event_types=[], codes=[], secret=secret, by=by, now=timezone.now())
print(json.dumps(secret))
"""
WRITE = """
import json
from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER
from occupations.models import Item, Revision
numbers = []
for turn in range({count}):
    row = Item.objects.current().filter(edition="2022", level=4, valid_to=None).order_by("code")[turn]
    numbers.append(correct(corrections=[Correction(row, {{"name_en": f"a name {{turn}} {name}"}})],
        by=LOADER, reason="race").number)
print(json.dumps(numbers))
"""
CLAIMED_FOR = """
import json
from datetime import timedelta
from django.utils import timezone
from occupations.models import WebhookSubscription
until = timezone.now() + timedelta(hours={hours})
print(json.dumps(WebhookSubscription.objects.exclude(claimed_until=None).update(claimed_until=until)))
"""
STATE = """
import json
from occupations.models import WebhookSubscription
print(json.dumps(list(WebhookSubscription.objects.order_by("id").values_list("failures", "claim", "last_error_kind"))))
"""


@pytest.fixture
def registry(loaded, tmp_path):
    """An installation with the loaded registry, whose deliverers trust the throw-away authority."""
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    loaded.environment |= {"SSL_CERT_FILE": str(tmp_path / "authority.pem"), "WEBHOOK_ALLOW_PRIVATE": "true"}
    return loaded


@pytest.fixture
def receiver():
    with running() as receiver:
        yield receiver


def local(receiver):
    return f"https://127.0.0.1:{receiver.port}/hook"


def revisions(requests):
    return [got.content["data"]["revision"] for got in requests]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def is_told(process, number):
    """Whether a signal that was sent has reached the process."""
    pending = re.findall(r"^(?:Shd|Sig)Pnd:\s*(\w+)", Path(f"/proc/{process.pid}/status").read_text(), re.MULTILINE)
    return not any(int(mask, 16) >> (number - 1) & 1 for mask in pending)


def end(process):
    output, _none = process.communicate(timeout=LIMIT)
    assert process.returncode == 0, output
    return output


def test_two_deliverers_and_a_writer_race(registry, receiver):
    """Neither twice nor out of order, while more is being recorded; signed by the right secret each."""
    with running() as other:
        secrets = [registry.python(SUBSCRIBE.format(url=local(r))) for r in (receiver, other)]
        processes = [registry.start("deliver_webhooks") for _turn in range(3)]
        try:
            numbers = registry.python(WRITE.format(count=20, name="first"))
            wait_until(lambda: len(receiver.got) >= 20 and len(other.got) >= 20)
            numbers += registry.python(WRITE.format(count=1, name="last"))  # one too many would come before it
            wait_until(lambda: numbers[-1] in revisions(receiver.got) and numbers[-1] in revisions(other.got))
        finally:
            for process in processes:
                process.send_signal(signal.SIGTERM)
        for process in processes:
            end(process)
        for secret, who in zip(secrets, (receiver, other), strict=True):
            assert revisions(who.got) == numbers
            assert len({got.message_id for got in who.got}) == 21
            for got in who.got:
                got.verify(secret)


def test_two_that_deliver_once_share_what_is_due(registry, receiver):
    registry.python(SUBSCRIBE.format(url=local(receiver)))
    numbers = registry.python(WRITE.format(count=15, name="first"))
    outputs = [end(process) for process in [registry.start("deliver_webhooks", "--once") for _turn in range(2)]]
    counts = [int(output.split()[-2]) for output in outputs]
    assert sum(counts) == 15, outputs
    assert revisions(receiver.got) == numbers


def test_one_that_is_killed_in_the_midst_does_not_block_for_ever(registry, receiver):
    registry.python(SUBSCRIBE.format(url=local(receiver)))
    numbers = registry.python(WRITE.format(count=2, name="first"))
    release = threading.Event()
    receiver.answers = [lambda handler: release.wait(LIMIT)]
    process = registry.start("deliver_webhooks")
    wait_until(lambda: len(receiver.got) == 1)
    process.kill()
    process.communicate(timeout=LIMIT)
    release.set()
    assert registry.python(CLAIMED_FOR.format(hours=1)) == 1
    assert "0 delivered" in registry.run("deliver_webhooks", "--once")
    assert registry.python(CLAIMED_FOR.format(hours=0)) == 1
    assert "2 delivered" in registry.run("deliver_webhooks", "--once")
    assert revisions(receiver.got) == [numbers[0], *numbers]


def test_one_that_is_stopped_finishes_what_is_under_way(registry, receiver):
    registry.python(SUBSCRIBE.format(url=local(receiver)))
    registry.python(WRITE.format(count=1, name="first"))
    arrived, release = threading.Event(), threading.Event()

    def slowly(handler):
        arrived.set()
        release.wait(LIMIT)
        handler.send_response(204)
        handler.end_headers()

    receiver.answers = [slowly]
    process = registry.start("deliver_webhooks")
    assert arrived.wait(LIMIT)
    process.send_signal(signal.SIGTERM)
    wait_until(lambda: is_told(process, signal.SIGTERM), "The signal does not arrive.")
    release.set()
    end(process)
    assert registry.python(STATE) == [[0, "", ""]]
    assert "0 delivered" in registry.run("deliver_webhooks", "--once")


def test_others_write_while_a_receiver_takes_its_time(registry, receiver):
    """No transaction is open meanwhile: it would keep the writer out (SQLite), or be seen (PostgreSQL)."""
    registry.python(SUBSCRIBE.format(url=local(receiver)))
    registry.python(WRITE.format(count=1, name="first"))
    arrived, release = threading.Event(), threading.Event()
    receiver.answers = [lambda handler: (arrived.set(), release.wait(LIMIT), handler.send_response(204))]
    process = registry.start("deliver_webhooks", "--once")
    try:
        assert arrived.wait(LIMIT)
        registry.python(WRITE.format(count=3, name="second"))
        if databases.NAME == "postgresql":
            open_ones = registry.python(
                "import json\nfrom django.db import connection\nwith connection.cursor() as c:\n"
                '    c.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()'
                " AND state LIKE 'idle in transaction%'\")\n    print(json.dumps(c.fetchone()[0]))"
            )
            assert open_ones == 0
    finally:
        release.set()
        end(process)


def test_a_private_address_is_refused_by_default(registry, receiver):
    registry.python(SUBSCRIBE.format(url=local(receiver)))
    registry.python(WRITE.format(count=1, name="first"))
    assert "0 delivered" in registry.run("deliver_webhooks", "--once", WEBHOOK_ALLOW_PRIVATE="false")
    assert registry.python(STATE) == [[1, "", "address"]]
    assert receiver.got == []


def test_the_receiver_of_the_guide(registry, tmp_path):
    """The program that the guide shows accepts a genuine delivery, and refuses a forged one."""
    [program, *_rest] = blocks("docs/guide/webhooks.md", "python")
    port = free_port()
    url = f"http://127.0.0.1:{port}/hook"
    secret = registry.python(SUBSCRIBE.format(url=url))
    registry.python(WRITE.format(count=2, name="first"))
    own_port = program.replace("8080", str(port))
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", own_port],
        env={"WEBHOOK_SECRET": secret},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_until(lambda: listens(port))
        assert "2 delivered" in registry.run("deliver_webhooks", "--once")
        headers = {
            "webhook-id": "evt_1",
            "webhook-timestamp": str(int(time.time())),
            "webhook-signature": "v1,AAAA",
        }
        forged = urllib.request.Request(url, b"{}", headers)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(forged, timeout=LIMIT)
        assert refused.value.code == 401
        refused.value.close()
    finally:
        process.kill()
        output, _none = process.communicate(timeout=LIMIT)
    assert output.count("record.corrected") + output.count("text.edited") == 2, output
