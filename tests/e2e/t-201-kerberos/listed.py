"""listed.py PORT NAME...: IMAP's CAPABILITY lists AUTH=NAME for each, in clear, since they send no password."""

import socket
import sys

wire = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 10)
words = wire.recv(4096).decode().split()
wire.sendall(b"a LOGOUT\r\n")
missing = [name for name in sys.argv[2:] if f"AUTH={name}" not in words]
print(" ".join(words) if missing else "offered")
sys.exit(1 if missing else 0)
