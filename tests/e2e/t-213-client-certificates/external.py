"""external.py trusted|lost ETC DOMAIN LABEL:PORT...: logins by certificate. Between the two the authority of bob's has been taken away;
the sessions that `trusted` had are in ETC/*.session."""
import base64
import concurrent.futures
import subprocess
import sys

from tls_services import Service, context

PART, ETC, DOMAIN = sys.argv[1:4]
PROTOCOLS = {"imap": "imap", "pop3": "pop3", "submission": "smtp"}
SERVICES = [Service(label, PROTOCOLS[label], port) for label, port in (one.split(":") for one in sys.argv[4:])]
LIST = {"imap": (b"c CAPABILITY\r\n", b"c OK"), "pop3": (b"CAPA\r\n", b"."), "smtp": (b"EHLO client.example\r\n", b"250 ")}
GOOD = {"imap": b"a OK", "pop3": b"+OK", "smtp": b"235"}
CASES, FAILED = [], []


def check(what, good):
    CASES.append(what)
    if not good:
        print(f"FAILED: {what}")
        FAILED.append(what)


def words(wire):
    """Of the list of what the service can do."""
    command, last = LIST[wire.protocol]
    wire.send(command)
    out = []
    while not out or not out[-1].startswith(last):
        out.append(wire.line())
    return b" ".join(out)


def said_to(wire, name):
    initial = base64.b64encode(name.encode()) or b"="
    if wire.protocol == "imap":
        wire.send(b"a AUTHENTICATE EXTERNAL " + initial + b"\r\n")
        while (line := wire.line()).startswith(b"* "):
            pass
        return line
    return wire.ask(b"AUTH EXTERNAL " + initial + b"\r\n")


def login(service, certificate, name):
    """(EXTERNAL is offered, the answer to it)"""
    how = context(certificate=f"{ETC}/{certificate}.both") if certificate else context()
    with service.begin() as wire:
        wire.secure(how)
        offered = b"EXTERNAL" in words(wire)
        said = said_to(wire, name)
        if said.startswith(GOOD[wire.protocol]):
            wire.send(b"z LOGOUT\r\n" if wire.protocol == "imap" else b"QUIT\r\n")
            wire.rest()
        return offered, said


def row(service, certificate, name, offered, wanted):
    try:
        got, said = login(service, certificate, name)
        check(f"{service.label}: {certificate} as '{name}': offered {got}, {said}", got is offered and said.startswith(GOOD[service.protocol]) is wanted)
    except Exception as trouble:
        check(f"{service.label}: {certificate} as '{name}': {trouble!r}", False)


def session(service, version, option, *certificate):
    """By openssl s_client, which keeps its session for the next process: (it was taken up again, EXTERNAL is answered with yes)."""
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{service.port}", "-starttls", service.protocol, version, "-ign_eof",
               option, f"{ETC}/{service.label}{version}.session", *certificate]
    text = {"imap": "a AUTHENTICATE EXTERNAL =\r\nz LOGOUT\r\n", "pop3": "AUTH EXTERNAL =\r\nQUIT\r\n",
            "smtp": "EHLO client.example\r\nAUTH EXTERNAL =\r\nQUIT\r\n"}[service.protocol]
    run = subprocess.run(command, input=text.encode(), capture_output=True, timeout=20, check=False)
    yes = {"imap": b"a OK", "pop3": b" messages (", "smtp": b"235 2.7.0"}[service.protocol]
    return b"Reused, TLS" in run.stdout, yes in run.stdout


def sessions(service):
    bob = ("-cert", f"{ETC}/bob.pem", "-key", f"{ETC}/bob.key")
    for version in ("-tls1_2", "-tls1_3"):
        what = f"{service.label} {version}"
        if PART == "trusted":
            check(f"{what}: bob", session(service, version, "-sess_out", *bob) == (False, True))
            check(f"{what}: bob shows it again", session(service, version, "-sess_in", *bob)[1])
        else:
            check(f"{what}: bob's session from before his authority was lost", not session(service, version, "-sess_in", *bob)[1])
            check(f"{what}: bob's session without his certificate", not session(service, version, "-sess_in")[1])


def one_by_one(service, rows):
    for one in rows:
        row(service, *one)


def main():
    rows = [("bob", "", True, True), ("bob", f"bob@{DOMAIN}", True, True), ("bob", f"carol@{DOMAIN}", True, False), ("carol", "", True, True),
            ("nobody", "", True, False), ("late", f"bob@{DOMAIN}", False, False), ("foreign", f"bob@{DOMAIN}", False, False),
            (None, f"bob@{DOMAIN}", False, False)]
    if PART == "lost":
        rows = [("bob", "", False, False), ("foreign", "", True, True)]
    with concurrent.futures.ThreadPoolExecutor(20) as at_once:
        for service in SERVICES:
            if service.protocol == "pop3":    # one session at a time may hold a maildrop
                at_once.submit(one_by_one, service, rows)
                continue
            for one in rows:
                at_once.submit(row, service, *one)
    for service in SERVICES:
        sessions(service)
    print(f"{len(CASES)} cases, {len(FAILED)} failed")
    sys.exit(1 if FAILED else 0)


main()
