#!/usr/bin/env python3
"""Client certificates: the same clients, with a certificate of our authority, with one of their own and with none, at Postfix and
at Mailstead; every reply is compared. Exits 77, and says why, where Postfix or the right to unshare a network is missing.
Usage: certificates_test.py MAILSTEAD [NAME-PART]"""

import hashlib
import pathlib
import ssl
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "smtpd"))
import sides  # noqa: E402

RECORDS = ["good.example A 192.0.2.10", "10.2.0.192.in-addr.arpa PTR good.example"]
CLIENTS = ("ours", "own", "none")


def openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


def certificates(where):
    """An authority, a server's certificate, a client's of the authority and a client's of its own; fingerprints by client."""
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 2, "-subj", "/CN=Test authority", "-keyout", where / "ca.key", "-out", where / "ca.pem")
    for name in ("server", "ours"):
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}.example", "-keyout", where / f"{name}.key", "-out", where / f"{name}.csr")
        openssl("x509", "-req", "-days", 2, "-in", where / f"{name}.csr", "-CA", where / "ca.pem", "-CAkey", where / "ca.key", "-CAcreateserial",
                "-out", where / f"{name}.pem")
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 2, "-subj", "/CN=own.example", "-keyout", where / "own.key", "-out", where / "own.pem")
    for path in where.iterdir():
        path.chmod(0o644)

    def colons(data):
        return ":".join(f"{byte:02X}" for byte in hashlib.sha256(data).digest())

    prints = {}
    for name in ("ours", "own"):
        der = ssl.PEM_cert_to_DER_cert((where / f"{name}.pem").read_text())
        key = subprocess.run(["sh", "-c", f"openssl x509 -in {where / name}.pem -noout -pubkey | openssl pkey -pubin -outform DER"], check=True, capture_output=True).stdout
        prints[name] = (colons(der), colons(key))
    return prints


class Case:
    opening, lines = "", []

    def __init__(self, name, who, settings):
        self.name, self.who, self.settings, self.client = f"{name}, client {who}", who, settings, "192.0.2.10"


def cases(prints, where):
    asks = {"smtpd_tls_security_level": "may", "smtpd_tls_ask_ccert": "yes", "smtpd_tls_CAfile": where / "ca.pem",
            "smtpd_tls_cert_file": where / "server.pem", "smtpd_tls_key_file": where / "server.key", "smtpd_tls_fingerprint_digest": "sha256"}
    relay = {"smtpd_relay_restrictions": "permit_tls_clientcerts, reject_unauth_destination"}
    out = []

    def add(name, **settings):
        out.extend(Case(name, who, {**asks, **settings}) for who in CLIENTS)

    add("nothing is wanted", smtpd_tls_ask_ccert="no")
    add("asked only")
    for name in ("ours", "own"):
        for kind, print_ in zip(("certificate", "key"), prints[name]):
            add(f"relay_clientcerts has the {kind} of {name}", **relay, relay_clientcerts=f"inline:{{ {{ {print_} = x }} }}")
            for action in ("OK", "REJECT not you", "450 later"):
                add(f"check_ccert_access {action} for the {kind} of {name}",
                    smtpd_recipient_restrictions=f"check_ccert_access inline:{{ {{ {print_} = {action} }} }}, reject")
    add("relay_clientcerts has the print in lower case", **relay, relay_clientcerts=f"inline:{{ {{ {prints['ours'][0].lower()} = x }} }}")
    add("relay_clientcerts fails", **relay, relay_clientcerts="fail:x")
    add("nobody is listed", **relay)
    add("all of our authority", smtpd_relay_restrictions="permit_tls_all_clientcerts, reject_unauth_destination")
    add("a certificate is required", smtpd_tls_req_ccert="yes", smtpd_tls_security_level="encrypt")
    add("one is required, TLS is not", smtpd_tls_req_ccert="yes")
    return out


def dialogue(port, case, where):
    talk = sides.Talk(port, case.client)
    out = [talk.reply()[-1][:3]]
    for line in ("EHLO c.example", "STARTTLS"):
        talk.send(line)
        out.append(talk.reply()[-1])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if case.who != "none":
        context.load_cert_chain(where / f"{case.who}.pem", where / f"{case.who}.key")
    try:
        talk.wire = context.wrap_socket(talk.wire)
        talk.file = talk.wire.makefile("rb")
        for line in ("EHLO c.example", "MAIL FROM:<a@x.example>", "RCPT TO:<alice@example.com>", "RCPT TO:<b@foreign.example>", "QUIT"):
            talk.send(line)
            out.append(talk.reply()[-1])
    except (OSError, ssl.SSLError) as trouble:
        out.append(type(trouble).__name__)
    talk.close()
    return out


def main():
    program, part, home = sides.arguments()

    where = pathlib.Path(home) / "certificates"
    where.mkdir()
    wanted = [case for case in cases(certificates(where), where) if part in case.name]
    # The key and certificate are main.cf's, since Mailstead reads them before it gives up its rights.
    more = {"smtpd_tls_cert_file": where / "server.pem", "smtpd_tls_key_file": where / "server.key"}
    sides.COMMON.update({name: str(value) for name, value in more.items()})
    peers = sides.Postfix(f"{home}/postfix", wanted, [21000 + i for i in range(len(wanted))])
    ours = sides.Mailstead(f"{home}/mailstead", wanted, [22000 + i for i in range(len(wanted))], program)
    failures = 0
    with sides.running(RECORDS, peers, ours):
        for case, their_port, our_port in zip(wanted, peers.ports, ours.ports):
            left, right = dialogue(their_port, case, where), dialogue(our_port, case, where)
            if left != right:
                failures += 1
                print(f"DIFFERENT {case.name}\n    Postfix:   {left}\n    Mailstead: {right}")
        if failures and part:
            print((ours.home / "log").read_text()[-3000:])
    print(f"{len(wanted)} dialogues: {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
