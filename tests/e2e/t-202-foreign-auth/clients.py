"""clients.py HOST_PORTS NAME away | there RIGHT WRONG: how logins fare over IMAP, POP3 and submission."""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "t-177-mechanisms"))
from mechanisms import Session

TEMPORARY = {"imap": "NO [UNAVAILABLE]", "pop3": "-ERR", "submission": "454 4.7.0"}
WRONG = {"imap": "NO [AUTHENTICATIONFAILED]", "pop3": "-ERR [AUTH]", "submission": "535 5.7.8"}


def tried(kind, port, mechanism, name, password):
    session = Session(kind, port)
    try:
        return session.authenticate(mechanism, name, password.encode())
    finally:
        session.close()


def main():
    ports = {name: int(port) for name, port in (one.split("=") for one in sys.argv[1].split(","))}
    name, what = sys.argv[2], sys.argv[3]
    for kind, port in ports.items():
        if what == "away":
            end = time.monotonic() + 10    # its auth process ends after its master
            while True:
                good, said = tried(kind, port, "PLAIN", name, "any")
                if WRONG[kind] not in said or time.monotonic() > end:
                    break
                time.sleep(0.3)
            assert not good and TEMPORARY[kind] in said and WRONG[kind] not in said, (kind, said)
            continue
        end = time.monotonic() + 5    # it is looked for once in a second
        while True:
            good, said = tried(kind, port, "PLAIN", name, sys.argv[4])
            if good or time.monotonic() > end:
                break
            time.sleep(0.1)
        assert good, (kind, said)
        for mechanism in ("LOGIN", "SCRAM-SHA-256"):
            good, said = tried(kind, port, mechanism, name, sys.argv[4])
            assert good, (kind, mechanism, said)
        good, said = tried(kind, port, "PLAIN", name, sys.argv[5])
        assert not good and WRONG[kind] in said, (kind, said)


main()
