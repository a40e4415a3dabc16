"""How often one may ask: which limits a request falls under, whether it keeps them, what the headers say of them."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error
from django.utils.translation import gettext_lazy as _

from registry.http.addresses import canonical, told_address
from registry.http.amounts import BYTES, RECORDS, UNITS, Batches
from registry.http.availability import does_not_answer
from registry.http.bulkhead import HOLDER
from registry.http.counters import Counters
from registry.http.keys import Key, Keys, NotValid
from registry.http.refusals import Headers, Refused, unavailable
from registry.http.usage import Usage
from registry.http.windows import Account, TooMany, policies

logger = logging.getLogger(__name__)
READ, BATCH, DUMPS = CLASSES = ("read", "batch", "dumps")
"""The classes of requests, and so the scopes of keys: whatever is sent as a body is a batch."""
AT_HAND = 10_000
"""How many addresses a process finds without a look into the file."""
TOO_MANY = {
    "": _("%(quota)s requests in %(seconds)s seconds are answered at most; ask again in %(wait)s seconds."),
    UNITS[BYTES]: _("%(quota)s bytes are taken in %(seconds)s seconds at most; ask again in %(wait)s seconds."),
    UNITS[RECORDS]: _("%(quota)s records are taken in %(seconds)s seconds at most; ask again in %(wait)s seconds."),
}
"""By the unit of the limit."""


class Limits:
    """What the entrance asks before anything else."""

    def __init__(self, folder: Path | None = None, keys: Keys | None = None, usage: Usage | None = None) -> None:
        self.folder, self.keys, self.usage = folder, keys or Keys(), usage or Usage()
        self.counters: Counters | None = None
        self._at_hand: dict[str, dict[Any, Account]] = {kind: {} for kind in CLASSES}
        """By what a request says of its address, or by the number of a key and its limits."""
        self._accounts: dict[str, Account] = {}
        """By holder: an address can be written in many ways."""
        self._lock = threading.Lock()
        # Read once: to ask the settings takes longer than all the counting.
        self._dumps, self._behind_proxy = settings.DUMPS_PATH, settings.BEHIND_PROXY

    def spend(self, environ: dict[str, Any], second: int) -> Headers:
        """The headers that the answer is to bear. Raises Refused."""
        method = environ["REQUEST_METHOD"]
        if method == "GET" or method == "HEAD":
            kind = DUMPS if environ["PATH_INFO"].startswith(self._dumps) else READ
        else:
            kind = BATCH
        if "HTTP_X_API_KEY" in environ:
            return self._spend_by_key(environ["HTTP_X_API_KEY"], kind, environ, second)
        told = told_address(environ) if self._behind_proxy else environ.get("REMOTE_ADDR", "")
        account = self._at_hand[kind].get(told)
        if account is None or not account.is_open():
            account = self._open(kind, told, None, second)
        try:
            return account.spend(second) if kind == READ else self._spend(account, environ, second)
        except TooMany as found:
            raise _refused(found, account) from None

    def _spend(self, account: Account, environ: dict[str, Any], second: int) -> Headers:
        environ[HOLDER] = account.holder
        return account.admit(environ, second) if isinstance(account, Batches) else account.spend(second)

    def _spend_by_key(self, text: str, kind: str, environ: dict[str, Any], second: int) -> Headers:
        """A key that is not in force is counted as its address: guessing has a limit too."""
        try:
            key = self.keys.find(text, second)
        except NotValid as wrong:
            del environ["HTTP_X_API_KEY"]
            raise Refused("invalid-key", wrong.detail, {}, self.spend(environ, second)) from wrong
        except Error as error:
            del environ["HTTP_X_API_KEY"]
            headers, detail = self.spend(environ, second), _("Keys cannot be looked up at present.")
            if does_not_answer(error):
                raise unavailable(headers, detail) from error
            logger.error("No key could be read", exc_info=error)
            raise Refused("internal-error", detail, {}, headers) from error
        used = self.usage.of(key.number)
        place = CLASSES.index(kind)
        used[place] += 1
        in_scope = kind in key.scopes
        told: Any = (key.number, key.times) if in_scope else told_address(environ)
        account = self._at_hand[kind].get(told)
        if account is None or not account.is_open():
            account = self._open(kind, told, key if in_scope else None, second)
        try:
            return self._spend(account, environ, second)
        except TooMany as found:
            used[-1] += 1
            raise _refused(found, account) from None

    def _open(self, kind: str, told: Any, key: Key | None, second: int) -> Account:
        with self._lock:
            if self.counters is None:  # not before: a server may start its processes by copying one
                self.counters = Counters(self.folder)
            if len(self._accounts) >= AT_HAND or len(self._at_hand[kind]) >= AT_HAND:
                self._accounts.clear()
                for accounts in self._at_hand.values():
                    accounts.clear()
            if key is None:
                who, asker, times = "anonymous", canonical(told), settings.LIMIT_FACTOR
            else:
                who, asker, times = "key", f"key {key.number}", settings.LIMIT_FACTOR * key.times
            holder, of = f"{kind} {asker}", policies(who, kind, times)
            at_hand, account = self._at_hand[kind], self._accounts.get(holder)
            if account is None or not account.is_open() or account.burst.policy != of[0]:
                for former in [told for told, held in at_hand.items() if held is account]:
                    del at_hand[former]  # it would go on from a count that is past
                if kind == BATCH:
                    account = Batches(self.counters, kind, who, asker, times, second)
                else:
                    account = Account(self.counters, holder, of, second)
                self._accounts[holder] = account
            at_hand[told] = account
            return account


def _refused(found: TooMany, account: Account) -> Refused:
    policy, wait = found.policy, found.wait
    headers = [
        ("RateLimit", f'"{policy.name}";r={found.left};t={wait}'),
        account.policy,
        ("Retry-After", str(wait)),
    ]
    members = {"violated-policies": [policy.name]}
    told = {"quota": policy.quota, "seconds": policy.seconds, "wait": wait}
    return Refused("too-many-requests", TOO_MANY[policy.unit], members, headers, told)
