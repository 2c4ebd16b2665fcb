#!/usr/bin/env python3
"""Clients whom the log should and should not tell of; each kind has an address of its own."""
import base64
import smtplib
import socket
import ssl
import sys

smtp, submission, imaps, pop3s = map(int, sys.argv[1:5])
alice = sys.argv[5]
trusting = ssl.create_default_context()
trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE


def refused(code, last, sender, recipients, helo="client.out.test", address="127.0.1.10"):
    """The last RCPT (or what came before) is answered with `code`."""
    with smtplib.SMTP("127.0.0.1", smtp, helo, 30, (address, 0)) as talk:
        talk.ehlo()
        got = talk.mail(sender)[0]
        for one in recipients:
            got = talk.rcpt(one)[0]
        assert got == code, (last, got, code)


def taken(address):
    with smtplib.SMTP("127.0.0.1", smtp, "client.out.test", 30, (address, 0)) as talk:
        talk.sendmail("a@out.test", [alice], "Subject: x\r\n\r\nhi\r\n")


def log_in(address, user, password, mechanism="PLAIN"):
    with smtplib.SMTP("127.0.0.1", submission, "client.out.test", 30, (address, 0)) as talk:
        talk.starttls(context=trusting)
        talk.ehlo()
        if mechanism == "PLAIN":
            return talk.docmd("AUTH PLAIN " + base64.b64encode(f"\0{user}\0{password}".encode()).decode())[0]
        if mechanism != "LOGIN":
            talk.docmd("AUTH " + mechanism)
            return talk.docmd(base64.b64encode(f"{user} {'0' * 32}".encode()).decode())[0]
        talk.docmd("AUTH LOGIN")
        talk.docmd(base64.b64encode(user.encode()).decode())
        return talk.docmd(base64.b64encode(password.encode()).decode())[0]


def secret_talk(port, address, lines):
    """The last reply to each of the lines."""
    with socket.create_connection(("127.0.0.1", port), 30, (address, 0)) as wire, trusting.wrap_socket(wire) as secret:
        file = secret.makefile("rb")
        file.readline()
        out = []
        for line in lines:
            secret.sendall(line.encode() + b"\r\n")
            said = file.readline()
            while said.startswith(b"* "):
                said = file.readline()
            out.append(said.decode())
        return out


for number in range(2):
    refused(454, "relaying", "a@out.test", ["x@elsewhere.test"])
refused(550, "unknown", "a@out.test", ["nobody@" + alice.split("@")[1]], address="127.0.1.11")
refused(554, "helo", "a@out.test", [alice], helo="bad.helo", address="127.0.1.12")
refused(504, "helo", "a@out.test", [alice], helo="short", address="127.0.1.13")
refused(554, "client", "a@out.test", [alice], address="127.0.1.15")
with smtplib.SMTP("127.0.0.1", smtp, "client.out.test", 30, ("127.0.1.16", 0)) as talk:
    talk.ehlo()
    talk.mail("a@out.test")
    try:
        for number in range(6):
            talk.rcpt(f"nobody{number}@" + alice.split("@")[1])
    except smtplib.SMTPException:
        pass
taken("127.0.1.50")

for number in range(3):
    assert log_in("127.0.1.20", alice, "wrong") == 535
assert log_in("127.0.1.21", "stranger@out.test", "wrong", "LOGIN") == 535
assert log_in("127.0.1.22", alice.replace("alice", "bob"), "", "CRAM-MD5") == 535
assert log_in("127.0.1.50", alice, "wonder") == 235

assert " NO " in secret_talk(imaps, "127.0.1.30", [f'a login "{alice}" wrong', 'b login "who@out.test" wrong', "c logout"])[1]
assert secret_talk(pop3s, "127.0.1.31", [f"USER {alice}", "PASS wrong", "QUIT"])[1].startswith("-ERR")
# SASL, and gone without a word.
guess = base64.b64encode(f"\0{alice}\0wrong".encode()).decode()
assert " NO " in secret_talk(imaps, "127.0.1.32", [f"a authenticate PLAIN {guess}"])[0]
assert secret_talk(pop3s, "127.0.1.33", [f"AUTH PLAIN {guess}"])[0].startswith("-ERR")
# The other mechanisms.
bob, nobody = alice.replace("alice", "bob"), base64.b64encode(b"nobody").decode()
digest = base64.b64encode(f"{bob} {'0' * 32}".encode()).decode()
assert " NO " in secret_talk(imaps, "127.0.1.34", ["a authenticate LOGIN", nobody, nobody])[2]
assert secret_talk(pop3s, "127.0.1.35", ["AUTH CRAM-MD5", digest])[1].startswith("-ERR")
assert secret_talk(pop3s, "127.0.1.36", [f"APOP {bob} {'0' * 32}"])[0].startswith("-ERR [AUTH]")
scram = base64.b64encode(f"n,,n={alice},r=abcdefghijklmnop".encode()).decode()
assert " NO " in secret_talk(imaps, "127.0.1.37", [f"a authenticate SCRAM-SHA-256 {scram}", base64.b64encode(b"c=biws,r=x,p=AAAA").decode()])[1]
secret_talk(imaps, "127.0.1.38", ["a authenticate LOGIN", nobody])
secret_talk(pop3s, "127.0.1.39", ["AUTH LOGIN"])
# A slip before the right password is none, and a name that would end its field hides nobody.
assert secret_talk(pop3s, "127.0.1.40", [f"USER {alice}", "PASS wrong", f"USER {alice}", "PASS wonder", "QUIT"])[3].startswith("+OK")
assert secret_talk(pop3s, "127.0.1.41", ["USER x>y", "PASS wrong", "QUIT"])[1].startswith("-ERR")
assert " NO " in secret_talk(imaps, "127.0.1.42", ['a login "x>y" wrong', "c logout"])[0]
assert " OK " in secret_talk(imaps, "127.0.1.50", [f'a login "{alice}" wonder', "c logout"])[0]
assert secret_talk(pop3s, "127.0.1.50", [f"USER {alice}", "PASS wonder", "QUIT"])[1].startswith("+OK")
