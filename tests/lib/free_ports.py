"""Ports for servers that a test is about to start. Below the range that the kernel gives to clients and to whoever asks for
any port, which would come and go until the server has its own; and one after the other for all tests on the machine, so that
tests side by side never take the same before they listen. As a program: NAME=PORT for each name."""
import contextlib
import errno
import fcntl
import itertools
import os
import random
import re
import socket
import sys
import time

FIRST, LAST = 20000, 32000
TURN = "/tmp/mailstead-test-ports"    # says which port was the last; tests of all users share it


@contextlib.contextmanager
def turn():
    """The file, ours alone for the while."""
    if not os.path.exists(TURN):
        new = f"{TURN}.{os.getpid()}.{time.monotonic_ns()}"
        with open(new, "xb") as file:
            os.fchmod(file.fileno(), 0o666)
        with contextlib.suppress(FileExistsError):
            os.link(new, TURN)
        os.unlink(new)
    with open(TURN, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def is_free(port):
    try:
        socket.create_server(("", port)).close()
        return True
    except OSError as why:
        if why.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        return False


def last_of(said):
    last = int(said) if re.fullmatch(rb"\d{5}", said) else 0
    return last if FIRST <= last < LAST else random.randrange(FIRST, LAST)


def free_ports(count):
    with turn() as file:
        last = last_of(file.read())
        in_turn = [FIRST + (last - FIRST + n) % (LAST - FIRST) for n in range(1, LAST - FIRST)]
        ports = list(itertools.islice(filter(is_free, in_turn), count))
        if len(ports) < count:
            raise OSError(f"{count} ports are wanted, {len(ports)} are free")
        file.seek(0)
        file.truncate()
        file.write(b"%d" % (ports[-1] if ports else last))
    return ports


if __name__ == "__main__":
    print("\n".join("%s=%d" % pair for pair in zip(sys.argv[1:], free_ports(len(sys.argv) - 1))))
