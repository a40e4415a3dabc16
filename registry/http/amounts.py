"""How much one may send: the bytes of bodies and the records in them, counted as they are read.

Nothing is refused in the middle of a body. Who has used up a window, or announces more than is left of it, is refused
before the next one is read; so at most what is under way is read beyond a quota.
"""

from __future__ import annotations

import time
from typing import Any

from registry.http.counters import Counters
from registry.http.refusals import Headers
from registry.http.windows import Account, Policy, Sum, TooMany, policies

BYTES, RECORDS = "bytes", "records"
UNITS = {BYTES: "content-bytes", RECORDS: "records"}
"""What the header calls them; the first is registered."""
KIB = 1024
"""Bytes are counted by so many, or they would not fit into a cell."""
READS, READS_RECORDS = "registry.reads", "registry.reads-records"
"""Where the environment has the functions that are told how many bytes or records were read."""


class Amount(Account):
    """What one holder has sent, of one kind."""

    counts = Sum
    burst: Sum
    long: Sum

    def __init__(self, counters: Counters, kind: str, holder: str, of: tuple[Policy, Policy], second: int) -> None:
        super().__init__(counters, f"{kind} {holder}", of, second)
        self.size = KIB if kind == BYTES else 1
        for window in (self.burst, self.long):
            window.quota = max(1, window.policy.quota // self.size)

    def add(self, many: int, second: int) -> None:
        self.burst.add(many, second)
        self.long.add(many, second)

    def admit(self, announced: int, second: int) -> str:
        """What the header says of it. Raises TooMany."""
        said = []
        for window, name in ((self.burst, self.burst_said), (self.long, self.long_said)):
            left, ends = window.left(second), max(1, window.period.ends - second)
            rest = min(left * self.size, window.policy.quota)
            if left < 1 or rest < min(announced, window.policy.quota):  # more than ever is left the view refuses
                raise TooMany(window.policy, ends, max(0, rest))
            said.append(f"{name}{rest};t={ends}")
        return ", ".join(said)


class Batches(Account):
    """One holder in the class of requests whose bodies count as well."""

    def __init__(self, counters: Counters, kind: str, who: str, asker: str, times: float, second: int) -> None:
        super().__init__(counters, f"{kind} {asker}", policies(who, kind, times), second)
        self.counters, self.who, self.asker, self.times = counters, who, asker, times
        self._open(second)
        said = (self.policy, self.bytes.policy, self.records.policy)
        self.policy = (self.policy[0], ", ".join(value for _name, value in said))

    def _open(self, second: int) -> None:
        self.bytes, self.records = (
            Amount(self.counters, kind, self.asker, policies(self.who, kind, self.times, unit), second)
            for kind, unit in UNITS.items()
        )

    def admit(self, environ: dict[str, Any], second: int) -> Headers:
        """Prepares to count what is read of the body. Raises TooMany."""
        [(name, said), policy] = self.spend(second)
        if not (self.bytes.is_open() and self.records.is_open()):
            self._open(second)
        announced = environ.get("CONTENT_LENGTH") or "0"
        by_bytes = self.bytes.admit(int(announced) if announced.isdecimal() else 0, second)
        by_records = self.records.admit(0, second)
        charge = Charge(self.bytes, self.records)
        environ[READS], environ[READS_RECORDS] = charge.read, charge.read_records
        return [(name, f"{said}, {by_bytes}, {by_records}"), policy]


class Charge:
    """What one request has read."""

    def __init__(self, bytes_: Amount, records: Amount) -> None:
        self.bytes, self.records = bytes_, records
        self._read, self._charged = 0, 0

    def read(self, many: int) -> None:
        self._read += many
        units = -(-self._read // KIB)
        self.bytes.add(units - self._charged, int(time.time()))
        self._charged = units

    def read_records(self, many: int) -> None:
        self.records.add(many, int(time.time()))
