"""Who is called when: each subscription strictly in order, several of them side by side, none twice at once."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from functools import lru_cache
from threading import Event

from django.db import InterfaceError, OperationalError, connection

from occupations.actions import deliveries
from occupations.models import FailureKind, WebhookEvent, WebhookSubscription
from occupations.webhooks import messages, retries, signing
from occupations.webhooks.sending import SECONDS, Request, Sender
from occupations.webhooks.targets import Failure

WORKERS = 8
CLAIM = timedelta(seconds=3 * SECONDS)
"""How long a subscription stays with a deliverer that is never heard of again: longer than any attempt lasts."""
EXAMINED = 200
"""How many events that may not concern a subscription are looked at in one turn."""
POLL_SECONDS = 2.0

logger = logging.getLogger(__name__)


class Deliverer:
    """One process that delivers; there may be others. The database is used by the calling thread only, and no
    transaction is open while a receiver is called: the threads do nothing but send.
    """

    def __init__(self, *, sender: Sender, clock: Callable[[], datetime]) -> None:
        self.sender = sender
        self.clock = clock
        self.touched = lru_cache(maxsize=64)(messages.touched)
        self.under_way: dict[Future[Failure | None], tuple[WebhookSubscription, WebhookEvent]] = {}

    def run_once(self) -> int:
        """Deliver what is due by now, each subscription until its first failure; returns how many succeeded."""
        until = self.clock()
        count = 0
        with ThreadPoolExecutor(WORKERS) as pool:
            while self._start(pool, until) or self.under_way:
                count += self._note_outcomes(timeout=None)
        return count

    def run(self, stop: Event) -> None:
        """Deliver for ever; once told to stop, finish what is under way."""
        with ThreadPoolExecutor(WORKERS) as pool:
            while not stop.is_set():
                try:
                    self._start(pool, self.clock())
                    if self.under_way:
                        self._note_outcomes(timeout=POLL_SECONDS)
                    else:
                        stop.wait(POLL_SECONDS)
                except (OperationalError, InterfaceError) as error:
                    logger.error("The database does not answer: %s", error)
                    connection.close()  # Django opens a new one
                    stop.wait(POLL_SECONDS)
            while self.under_way:
                self._note_outcomes(timeout=None)

    def _start(self, pool: ThreadPoolExecutor, until: datetime) -> bool:
        """Begin as many attempts as there is room for; whether anything was done at all."""
        deliveries.record_effects(now=self.clock())
        room = WORKERS - len(self.under_way)
        begun = False
        for subscription in list(deliveries.due(now=self.clock(), attempts_until=until)[:room]):
            now = self.clock()
            claimed = deliveries.claim(subscription, token=uuid.uuid4().hex, now=now, until=now + CLAIM)
            if claimed is not None:
                begun = True
                event, position = self._next_event(claimed)
                if event is None:
                    deliveries.passed_over(claimed, position=position)
                else:
                    self.under_way[pool.submit(self.sender.send, self._request(claimed, event))] = (claimed, event)
        return begun

    def _next_event(self, subscription: WebhookSubscription) -> tuple[WebhookEvent | None, int]:
        """The first event that concerns it; without one, the place up to which there is none."""
        position = subscription.position
        events = WebhookEvent.objects.filter(id__gt=position).select_related("revision").order_by("id")
        for event in events[:EXAMINED]:
            wanted = not subscription.event_types or event.type in subscription.event_types
            if wanted and self.touched(event.revision_id).concerns(subscription.codes):
                return event, position
            position = event.id
        return None, position

    def _request(self, subscription: WebhookSubscription, event: WebhookEvent) -> Request:
        now = self.clock()
        keys = [subscription.secret]
        if subscription.former_secret_until is not None and now < subscription.former_secret_until:
            keys.append(subscription.former_secret)
        body = messages.body(event, self.touched(event.revision_id))
        return Request(subscription.url, body, signing.headers(keys, event.message_id, now, body))

    def _note_outcomes(self, timeout: float | None) -> int:
        """Write down what has come back; returns how many succeeded."""
        count = 0
        for future in wait(self.under_way, timeout, FIRST_COMPLETED).done:
            subscription, event = self.under_way.pop(future)
            now, failure = self.clock(), future.result()
            if failure is None:
                deliveries.delivered(subscription, event, now=now)
                count += 1
            else:
                gone = failure.kind == FailureKind.GONE
                again = None if gone else retries.next_attempt(subscription.failures + 1, now)
                deliveries.failed(subscription, failure.kind, failure.detail, now=now, again=again)
        return count
