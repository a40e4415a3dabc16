"""The server under measurement: one worker, on a core of its own where there are two, and its memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port
from tests.processes import OwnRegistry, wait_for


@dataclass(frozen=True)
class Server:
    host: str
    port: int
    process: int

    @property
    def worker(self) -> int:
        """The process that answers: the child of the one that was started."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        return int(children[0]) if children else self.process

    def memory(self, name: str = "VmRSS") -> float:
        """MiB of the worker: VmRSS now, VmHWM at most so far."""
        for line in Path(f"/proc/{self.worker}/status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) / 1024
        raise LookupError(name)

    def forget_peak(self) -> None:
        """From now on VmHWM counts anew."""
        Path(f"/proc/{self.worker}/clear_refs").write_text("5")


@contextmanager
def served(registry: OwnRegistry) -> Iterator[Server]:
    """A running registry; the client stays on the first core, the server moves to the last."""
    port = free_port()
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})  # what is started inherits it
    process = registry.start("up", PORT=str(port), WORKERS="1", ADMIN_PASSWORD="a-password-for-the-bench")
    os.sched_setaffinity(0, {cores[0]})
    try:
        wait_for(f"http://127.0.0.1:{port}/api/v1", process)
        yield Server("127.0.0.1", port, process.pid)
    finally:
        process.terminate()
        process.communicate(timeout=30)
        os.sched_setaffinity(0, cores)
