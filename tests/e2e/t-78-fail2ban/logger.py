#!/usr/bin/env python3
"""logger.py SOCKET FILE: a system logger that keeps what it is sent, as it is."""
import os
import socket
import sys

with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door, open(sys.argv[2], "wb", buffering=0) as out:
    door.bind(sys.argv[1])
    os.chmod(sys.argv[1], 0o666)
    while True:
        out.write(door.recv(8192).rstrip(b"\0\n") + b"\n")
