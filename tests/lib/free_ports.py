"""Ports for servers that a test is about to start. Below the range that the kernel gives to clients and to whoever asks for
any port, which would come and go until the server has its own; and one after the other for all tests on the machine, so that
tests side by side never take the same before they listen. As a program: NAME=PORT for each name."""
import contextlib
import fcntl
import os
import random
import socket
import sys
import tempfile

FIRST, LAST = 20000, 32000
TURN = os.path.join(tempfile.gettempdir(), "mailstead-test-ports")


@contextlib.contextmanager
def turn():
    """The file that says which port is next, ours alone for the while. Tests of all users share it."""
    with contextlib.suppress(FileExistsError):
        new = os.open(TURN, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        os.fchmod(new, 0o666)
        os.close(new)
    with open(TURN, "r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def is_free(port):
    try:
        socket.create_server(("127.0.0.1", port)).close()
        return True
    except OSError:
        return False


def free_ports(count):
    with turn() as file:
        said = file.read().strip()
        port = int(said) if said.isdigit() else random.randrange(FIRST, LAST)
        ports = []
        while len(ports) < count:
            port = port + 1 if port + 1 < LAST else FIRST
            if is_free(port):
                ports.append(port)
        file.seek(0)
        file.truncate()
        file.write(str(port))
    return ports


if __name__ == "__main__":
    print("\n".join("%s=%d" % pair for pair in zip(sys.argv[1:], free_ports(len(sys.argv) - 1))))
