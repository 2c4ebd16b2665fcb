"""The clients and milters of t-30-milter. Each part says what is wrong by an assertion."""

import glob
import os
import pathlib
import smtplib
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "lib"))
import milter_stub as stub  # noqa: E402

home, smtp, submission, domain, program, etc = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:7]


def milter(name, script=None, **more):
    made = stub.Milter(script, f"{home}/{name}.sock", **more)
    os.chmod(f"{home}/{name}.sock", 0o777)
    return made


first, second, local = milter("first"), milter("second"), milter("local")


def play(script_of_first=None, script_of_second=None):
    for one, script in ((first, script_of_first), (second, script_of_second)):
        one.script.clear()
        one.script.update(script or {})
        one.forget()


def send(text="Subject: one\r\nX-Two: a\r\n\r\nbody\r\n", sender="a@x.example", to=("bob",), client="127.0.0.1"):
    """The replies to the recipients, and to the text; absent: nobody was accepted."""
    with smtplib.SMTP("127.0.0.1", smtp, timeout=30, source_address=(client, 0)) as talk:
        talk.ehlo("client.example")
        code, reply = talk.mail(sender)
        if code != 250:
            return [(code, reply.decode())], None
        codes = [talk.rcpt(f"{one}@{domain}") for one in to]
        if not any(code == 250 for code, _ in codes):
            return [(code, reply.decode()) for code, reply in codes], None
        code, reply = talk.data(text)
        return [(code, reply.decode()) for code, reply in codes], (code, reply.decode())


seen = set()


def arrived(user="bob"):
    """The next message that has arrived, with LF lines."""
    until = time.monotonic() + 15
    while time.monotonic() < until:
        for name in glob.glob(f"{home}/mail/{domain}/{user}/**/new/*", recursive=True):
            if name not in seen:
                seen.add(name)
                return pathlib.Path(name).read_bytes().replace(b"\r\n", b"\n").decode("latin-1")
        time.sleep(0.02)
    raise AssertionError(f"nothing has arrived for {user}")


def nothing_arrived(user="bob"):
    time.sleep(0.3)
    assert not [name for name in glob.glob(f"{home}/mail/{domain}/{user}/**/new/*", recursive=True) if name not in seen]


# Nothing is changed, everything is told.
assert send()[1][0] == 250
assert "\nSubject: one\nX-Two: a\n" in arrived()
first.done.wait(5)
assert [one for one in first.events() if one != "HEADER"] == ["CONNECT", "HELO", "MAIL", "RCPT", "DATA", "EOH", "BODY", "EOM", "QUIT"], first.events()
assert ("HEADER", b"X-Two\0a\0") in first.heard and not [data for event, data in first.heard if event == "HEADER" and b"by mail." in data]
macros = first.macros_of("CONNECT")
assert macros["{daemon_name}"] == "e2e" and macros["{mine}"] == "yours" and macros["{daemon_port}"] == str(smtp), macros
assert macros["{client_addr}"] == "127.0.0.1" and macros["{client_port}"] != "0", macros

# Each milter sees what the earlier one has left, at every size: in memory, in the row, in segments.
for size in (10, 60_000, 70_000, 300_000, 1_500_000, 6_000_000):
    body = ("".join(f"line {i} of the text\r\n" for i in range(size // 20 + 1)))[:size].rsplit("\r\n", 1)[0] + "\r\n"
    play({"EOM": [stub.insert(0, "X-First", "1"), stub.change(1, "X-Two", "changed"), b"c"]}, {"EOM": [stub.add("X-Second", "2"), b"c"]})
    assert send("Subject: size\r\nX-Two: a\r\n\r\n" + body)[1][0] == 250, size
    text = arrived()
    assert text.count("\nX-First: 1\n") == 1 and "\nX-Two: changed\n" in text and "\nX-Second: 2\n\n" in text, text[:1000]
    assert text.split("\n\n", 1)[1] == body.replace("\r\n", "\n"), (size, len(text))
    told = [data for event, data in second.heard if event == "HEADER"]
    assert b"X-Two\0changed\0" in told, told
    assert b"".join(data for event, data in second.heard if event == "BODY") == body.encode(), size
    # ... and with another body, which the second milter sees.
    pieces = [b"b" + body.encode()[at:at + 65535] for at in range(0, len(body), 65535)]
    play({"EOM": [*pieces, b"c"]})
    assert send("Subject: replaced\r\n\r\nsmall\r\n")[1][0] == 250, size
    assert arrived().split("\n\n", 1)[1] == body.replace("\r\n", "\n"), size
    assert b"".join(data for event, data in second.heard if event == "BODY") == body.encode(), size

# Envelopes: who sends, who gets it.
play({"EOM": [b"e" + stub.text("<new@y.example>"), b"+" + stub.text(f"<carol@{domain}>"), b"-" + stub.text(f"<bob@{domain}>"), b"c"]})
assert send()[1][0] == 250
assert "Return-Path: <new@y.example>" in arrived("carol")
nothing_arrived()
play({"EOM": [b"-" + stub.text(f"<bob@{domain}>"), b"c"]})
assert send()[1][0] == 250
nothing_arrived()

# Refusals at each stage, and what becomes of the others.
for event in ("CONNECT", "HELO", "MAIL"):
    play({event: b"t"})
    assert send()[0][0] == (451, "4.7.1 Service unavailable - try again later"), event
for event in ("DATA", "HEADER", "EOH", "BODY", "EOM"):
    for who in range(2):
        play({event: b"y" + stub.text("554 5.7.9 100%% no")} if who == 0 else None, {event: b"y" + stub.text("554 5.7.9 100%% no")} if who == 1 else None)
        try:
            assert send()[1] == (554, "5.7.9 100% no"), event
        except smtplib.SMTPDataError as refused:
            assert (refused.smtp_code, refused.smtp_error) == (554, b"5.7.9 100% no"), refused
play(None, {"RCPT": {f"<bob@{domain}>": b"r"}})
assert send(sender="reject@x.example")[0][0] == (550, "5.7.1 Command rejected")
assert send(to=("bob", "carol"))[1][0] == 250
arrived("carol")
nothing_arrived()
play({"EOM": b"d"})
assert send()[1][0] == 250
play({"MAIL": b"d"})
assert send()[1][0] == 250
nothing_arrived()
play({"EOM": [b"q" + stub.text("looks odd"), b"c"]})
held = send()[1]
nothing_arrived()
listing = subprocess.run([program, "-c", etc, "postqueue", "-p"], capture_output=True, text=True, check=True).stdout
assert held[1].split()[-1] + "!" in listing, (held, listing)

# Milters in trouble: dead in the middle of a message, slow at its end, mad.
for trouble in ("close", "silent", "huge", "garbage", "short"):
    play(None, {"EOM": trouble})
    begun = time.monotonic()
    assert send()[1] == (451, "4.7.1 Service unavailable - try again later"), trouble
    assert time.monotonic() - begun < 8, trouble
time.sleep(0.5)    # what is left of the connections before has been heard then
play()
said = send(client="127.0.0.3")
assert said[1][0] == 250 and not first.heard, (said, first.heard)    # DISABLE
arrived()
assert send(client="127.0.0.4")[1][0] == 250                         # absent, accept
arrived()
queued = send(client="127.0.0.5")[1]                                 # absent, quarantine
assert queued[0] == 250
nothing_arrived()
assert queued[1].split()[-1] + "!" in subprocess.run([program, "-c", etc, "postqueue", "-p"], capture_output=True, text=True, check=True).stdout

# One connection, two messages, and one that is not finished between them.
play()
with smtplib.SMTP("127.0.0.1", smtp, timeout=30) as talk:
    for who, text in (("bob", "Subject: 1\r\n\r\nx\r\n"), ("carol", None), ("bob", "Subject: 2\r\n\r\nx\r\n")):
        talk.ehlo_or_helo_if_needed()
        talk.mail("a@x.example", ["SIZE=100"])
        talk.rcpt(f"{who}@{domain}")
        if text:
            assert talk.data(text)[0] == 250
        else:
            talk.rset()
arrived(), arrived()
first.done.wait(5)
message = ["MAIL", "RCPT", "DATA", "HEADER", "EOH", "BODY", "EOM"]
told = [event for event in first.events() if event != "HEADER"]
message.remove("HEADER")
assert told == ["CONNECT", "HELO", *message, "MAIL", "RCPT", "ABORT", *message, "QUIT"], told
assert (b"<a@x.example>\0size=100\0") in [data.replace(b"SIZE", b"size") for event, data in first.heard if event == "MAIL"]

# Mail of this machine has milters of its own, which are told of a client that there is not.
local.script["EOM"] = [stub.add("X-Local", "yes"), b"c"]


def submit(*words):
    return subprocess.run([program, "-c", etc, "sendmail", *words], input="Subject: local\n\nhello\n", text=True, capture_output=True, check=False)


assert submit("-f", f"alice@{domain}", f"bob@{domain}").returncode == 0
assert "\nX-Local: yes\n" in arrived()
assert [event for event in local.events() if event != "HEADER"] == ["CONNECT", "HELO", "MAIL", "RCPT", "DATA", "EOH", "BODY", "EOM", "QUIT"], local.events()
assert local.heard[1] == ("CONNECT", b"localhost\x004\0\x00127.0.0.1\0"), local.heard[1]
local.script["EOM"] = b"r"
refused = submit("-f", f"alice@{domain}", f"bob@{domain}")
assert refused.returncode != 0 and "Command rejected" in refused.stderr, refused
nothing_arrived()
