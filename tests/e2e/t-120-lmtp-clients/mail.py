"""Makes, sends and recognises the messages of this test.

mail.py make FILE SUBJECT           a message with everything that is lost easily
mail.py send PORT FILE TO...        by SMTP, as 8BITMIME
mail.py same FILE DIRECTORY         0 when a message under DIRECTORY is FILE, but for header fields in front
"""
import pathlib
import smtplib
import sys


def make(path, subject):
    lines = [f"From: sender@elsewhere.test", "To: several@elsewhere.test", f"Subject: {subject}", f"Message-ID: <{subject}@elsewhere.test>",
             "Date: Mon, 05 Jul 1999 23:46:19 +0200", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
             "Content-Transfer-Encoding: 8bit", "", "From here on", ".", "..", ".dots in front", "trailing blanks  \t", "",
             "gr\u00fc\u00dfe \u2603", "x" * 900, "", "", "the end  "]
    path.write_bytes(("\n".join(lines) + "\n").encode())


def send(port, path, recipients):
    text = path.read_bytes().replace(b"\n", b"\r\n")
    with smtplib.SMTP("127.0.0.1", int(port), timeout=20) as client:
        client.sendmail("sender@elsewhere.test", recipients, text, mail_options=["BODY=8BITMIME"])


def same(path, directory):
    wanted = path.read_bytes()
    found = [one.read_bytes() for one in directory.rglob("new/*")]
    return any(text.endswith(b"\n" + wanted) for text in found)


command, arguments = sys.argv[1], sys.argv[2:]
if command == "make":
    make(pathlib.Path(arguments[0]), arguments[1])
elif command == "send":
    send(arguments[0], pathlib.Path(arguments[1]), arguments[2:])
elif not same(pathlib.Path(arguments[0]), pathlib.Path(arguments[1])):
    sys.exit(f"{arguments[0]} is not under {arguments[1]}")
