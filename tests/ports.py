"""Which port a server is told to listen on, where it can only be told a number: one that stays ours until it does.

Run as a program it prints one and holds it until its input ends, for scripts.
"""

import socket
import sys


def free_port() -> int:
    """A port of this machine that no other program gets before this process ends.

    A socket stays bound to it and never listens. While it is there, Linux hands the number to nobody who asks for any
    port, and refuses it to who names it; but for servers that set SO_REUSEADDR, as those we start all do.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    port: int = held.getsockname()[1]
    held.detach()  # open until the process ends, and not inherited by those it starts
    return port


if __name__ == "__main__":
    print(free_port(), flush=True)
    sys.stdin.read()
