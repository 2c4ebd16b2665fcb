"""Ports for servers that a test is about to start. Below the range that the kernel gives to clients and to whoever asks for
any port, which would come and go until the server has its own. As a program: NAME=PORT for each name."""
import random
import socket
import sys

FIRST, LAST = 20000, 32000


def free_ports(count):
    held = []
    while len(held) < count:
        try:
            held.append(socket.create_server(("127.0.0.1", random.randrange(FIRST, LAST))))
        except OSError:
            pass
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


if __name__ == "__main__":
    print("\n".join("%s=%d" % pair for pair in zip(sys.argv[1:], free_ports(len(sys.argv) - 1))))
