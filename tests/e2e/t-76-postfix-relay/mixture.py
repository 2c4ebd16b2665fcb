"""The mail of the test, from a seed: what is sent, by whom, to whom, with which parameters."""
import base64
import dataclasses
import random

KINDS = ("plain", "eight bit", "dots", "long lines", "no body", "no blank line", "many headers", "folded", "mime", "utf8 addresses",
         "no final newline", "body alone")
WORDS = "the quick brown fox jumps over a lazy dog while rain in Spain stays mainly From here".split()


@dataclasses.dataclass
class Mail:
    number: int
    kind: str
    sender: str
    recipients: list          # of (address, parameters of RCPT)
    parameters: list          # of MAIL
    text: bytes               # with LF
    by: str = "smtp"          # or "sendmail"

    def arrives(self):
        text = self.text if self.text.endswith(b"\n") else self.text + b"\n"
        # Mailstead closes a header that nothing comes behind; Postfix leaves it open.
        return text + b"\n" if self.kind == "no blank line" else text


class Mixture:
    def __init__(self, seed, count):
        self.dice = random.Random(seed)
        self.mails = [self.make(number) for number in range(count)]
        self.special(count)

    def special(self, count):
        many = self.mails[count // 3]
        many.recipients = [(f"r{i}@maildir.test", []) for i in range(1000)]
        many.by, many.sender, many.parameters = "smtp", "list@origin.test", []
        big = 3 if count >= 5000 else 1
        for i in range(big):
            mail = self.mails[count // 2 + i]
            mail.kind = "big"
            mail.text += b"\n" + b"".join(base64.b64encode(self.dice.randbytes(57)) + b"\n" for _ in range(10_000_000 // 77))

    def line(self):
        return " ".join(self.dice.choice(WORDS) for _ in range(self.dice.randrange(1, 12)))

    def lines(self, most=30):
        return "".join(self.line() + "\n" for _ in range(self.dice.randrange(1, most))).encode()

    def octets(self, count):
        return bytes(self.dice.choice([*range(32, 127), *range(128, 256), 9]) for _ in range(count))

    def text(self, number, kind):
        head = f"From: Sender <s@origin.test>\nSubject: number {number}\nX-Number: {number}\nMessage-Id: <{number}@origin.test>\nDate: Thu, 1 Jan 2026 00:00:00 +0000\n".encode()
        if kind == "eight bit":
            return head + "Subject-Too: größer\n".encode() + b"\n" + b"".join(self.octets(self.dice.randrange(1, 200)) + b"\n" for _ in range(20))
        if kind == "dots":
            return head + b"\n" + b"".join(b"." * self.dice.randrange(1, 4) + self.dice.choice([b"", b" x", b"x."]) + b"\n" for _ in range(30)) + b".\n"
        if kind == "long lines":
            return head + b"\n" + b"".join(b"y" * self.dice.choice([997, 998, 999, 1000, 2047, 2048, 2049, 8191, 40000]) + b"\n" for _ in range(4))
        if kind == "no body":
            return head + b"\n"
        if kind == "no blank line":
            return head
        if kind == "many headers":
            return head + b"".join(b"X-Header-%d: %s\n" % (i, self.line().encode()) for i in range(300)) + b"\n" + self.lines()
        if kind == "folded":
            return head + b"References: <a@b>\n\t<c@d>\n  <e@f>\nX-Empty:\nX-Spaces:   a  b \n \t continued \nTo: a@origin.test,\n b@origin.test\n\n" + self.lines()
        if kind == "mime":
            part = b"--=_x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + "Grüße\n".encode() + self.lines()
            nested = b"--=_x\nContent-Type: message/rfc822\n\nSubject: inside\n\n" + self.lines()
            binary = b"--=_x\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(self.dice.randbytes(3000))
            return head + b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="=_x"\n\nbefore\n' + part + nested + binary + b"--=_x--\nafter\n"
        if kind == "utf8 addresses":
            return head + "To: Jürgen <jürgen@maildir.test>\n".encode() + b"\n" + self.lines()
        if kind == "no final newline":
            return head + b"\n" + self.lines() + b"the last line"
        if kind == "body alone":
            return b"\n" + f"number {number}\n".encode() + self.lines()
        return head + b"\n" + self.lines()

    def make(self, number):
        kind = KINDS[number % len(KINDS)]
        dice = self.dice
        utf8 = kind == "utf8 addresses"
        name = "jürgen" if utf8 else dice.choice(["alice", "bob", "carol+list", "d.e", "x_y"])
        domains = dice.choice([["maildir.test"], ["maildir.test"], ["sink.test"], ["maildir.test", "sink.test"], ["plain.test"]])
        mail = Mail(number, kind, f"s{number}@origin.test", [], [], self.text(number, kind))
        told = dice.random() < 0.4
        for domain in domains:
            mail.recipients.append((f"{name}@{domain}", self.dsn(number) if told else []))
        if dice.random() < 0.05:
            mail.recipients.append((f"bad{number}@maildir.test", self.dsn(number) if told else []))
        if told:
            mail.parameters = dice.choice([["RET=HDRS"], ["RET=FULL"], []]) + dice.choice([[f"ENVID=id+2B{number}"], []])
        if utf8:
            mail.parameters.append("SMTPUTF8")
        if not mail.text.isascii():
            mail.parameters.append("BODY=8BITMIME")
        if kind in ("no final newline", "plain") and not told:
            mail.by = "sendmail"
        return mail

    def dsn(self, number):
        notify = self.dice.choice([["NOTIFY=SUCCESS"], ["NOTIFY=NEVER"], ["NOTIFY=FAILURE"], ["NOTIFY=SUCCESS,FAILURE,DELAY"], []])
        return notify + self.dice.choice([[f"ORCPT=rfc822;was+2B{number}@old.test"], []])
