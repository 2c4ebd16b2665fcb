"""Varied messages, the same for the same numbers: ordinary mail, odd mail, broken and hostile mail.

Of each table the first CLEAN entries keep to the standards. Half of the messages take only those."""

import random

NAMES = ("Anna Berg", '"Berg, Anna"', '"A \\"B\\" C"', "=?utf-8?q?J=C3=BCrgen?=", "=?iso-8859-1?b?SvxyZ2Vu?= =?utf-8?q?_Gro=C3=9F?=",
         "anna.b (a comment)", "", "A. N. Other", '""', "J\xfcrgen", "\u65e5\u672c", "O'Neil", "a@b", "=?bad?x?y?=", '"unfinished')
LOCALS = ("anna", "anna.berg", '"anna berg"', "a+b", "postmaster", "=?utf-8?q?x?=", "\xfcmlaut", "", "a..b", ".dot")
DOMAINS = ("example.org", "[192.0.2.1]", "sub.example.org", "localhost", "b\xfccher.example", "", "example .org", "EXAMPLE.ORG")
SUBJECTS = ("Hello", "", None, "Re: Hello", "=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "=?utf-8?b?8J+YgA==?= smile", "folded\n subject\n\tthrice",
            "with \"quotes\" and \\ backslash", "8-bit \xe4\xf6\xfc", "x" * 900, " leading and trailing ", "=?utf-8?q?unfinished", "tab\there", "(comment)")
DATES = ("Fri, 01 Mar 2024 10:00:00 +0000", "1 Mar 24 10:00 GMT", "Fri, 1 Mar 2024 10:00:00 -0730 (CET)", "", None, "yesterday", "Fri,  1  Mar 2024  10:00:00", "\n Fri, 1 Mar 2024 10:00:00 +0000")
IDS = ("<{}@far.test>", "<{}@[192.0.2.1]>", "{}@no.brackets", "<{} spaced @far.test>", "", None, "<{}@far.test> (comment)", "<{}\n @folded.test>", '<"{}"@quoted.test>')
SUBTYPES = ("plain", "html", "PLAIN", "enriched", "x-odd", "calendar", "plain ")
PARAMETERS = ('charset=utf-8', 'charset="iso-8859-1"', "charset=us-ascii; format=flowed", 'name="a file.txt"', "name*=utf-8''%e2%82%ac.txt",
              "name*0=long; name*1=er", "name*1=b; name*0=a", "charset", "charset=", "=x", 'name="unfinished', "charset = utf-8", "name=a b c",
              'name="with \\" quote"', "CHARSET=UTF-8", "charset=utf-8;", ";charset=utf-8", "charset=utf-8 (comment)", "name==?utf-8?q?x?=",
              'a=1; b=2; c=3; d=4; e="5"', "charset=utf-8; charset=iso-8859-1", "name=\xe4.txt", 'name=""', "name*0*=utf-8''a; name*1=b")
ENCODINGS = (None, "7bit", "8bit", "BASE64", "quoted-printable", "binary", "x-uuencode", "base64 (comment)", "", "quoted printable", '"base64"', "bogus;x=1")
DISPOSITIONS = (None, "inline", "attachment", 'attachment; filename="a b.txt"', "attachment; filename*=utf-8''%c3%a4.txt", "ATTACHMENT; FILENAME=X",
                "attachment; filename", "x-odd; a=b; c=d", "", ";", "attachment; size=10; creation-date=\"Fri, 1 Mar 2024 10:00:00 +0000\"")
LANGUAGES = (None, "en", "en, de", "en (english), de", "", ",", "i-default")
LOCATIONS = (None, "http://far.test/a b", "file.txt", "=?utf-8?q?x?=", "")
OTHER_TYPES = ("application/octet-stream", "image/png", "application/pdf; name=x.pdf", "audio/basic", "video/mpeg", "application/x-odd+zip", "font/woff",
               "model/vrml", "x-private/thing", "application", "/", "text/", "/plain", "text/plain/extra", "text plain", "text/plain,charset=utf-8", "", "bad\xe4/type", "a/b;c", "TEXT/HTML;CHARSET=utf-8")
MULTIPART_MORE = ("", '; type="text/plain"', "; charset=utf-8", "; type=text/plain")
TEXTS = ("a line of text", "", "From here", ".", "--", "-- ", "gr\xfc\xdfe", "=C3=A4=", "QUJD", "x" * 300, "--simple", "--a--x")
MULTIPART = ("mixed", "alternative", "related", "digest", "parallel", "signed", "report", "form-data", "MIXED", "x-odd")
BOUNDARIES = ("simple", "with space", "=_odd'()+_,-./:=?", "0" * 70, "a", "----=_Part_1", "b" * 200, "trailing ", "--", "==")

CLEAN = {id(NAMES): 4, id(LOCALS): 4, id(DOMAINS): 3, id(SUBJECTS): 5, id(DATES): 2, id(IDS): 2, id(SUBTYPES): 6, id(PARAMETERS): 6, id(ENCODINGS): 6, id(DISPOSITIONS): 5, id(LANGUAGES): 3, id(LOCATIONS): 3, id(OTHER_TYPES): 9, id(MULTIPART): 10, id(MULTIPART_MORE): 3, id(TEXTS): 10, id(BOUNDARIES): 6}


class Maker:
    """One message; everything that varies comes from `number`."""

    def __init__(self, number):
        self.random = random.Random(number)
        self.number = number
        self.wild = number % 2

    def one(self, choices):
        """Of a table: mostly what is clean; of other choices: any."""
        if id(choices) in CLEAN and not (self.wild and self.chance(0.3)):
            choices = choices[: CLEAN[id(choices)]]
        return self.random.choice(choices)

    def odd(self, share):
        return self.wild and self.chance(share)

    def chance(self, share):
        return self.random.random() < share

    def address(self):
        name, local, domain = self.one(NAMES), self.one(LOCALS), self.one(DOMAINS)
        address = f"{local}@{domain}"
        form = self.random.randrange(12)
        if form in (3, 5, 6) and not self.wild:
            form = 7
        if form == 0:
            return address
        if form == 1:
            return f"{address} ({name})"
        if form == 2:
            return f"<{address}>"
        if form == 3:
            return f"{name} <@relay.test,@other.test:{address}>"
        if form == 4:
            return f"{name}<{address}>"
        if form == 5:
            return f"{name} <{local}>"
        if form == 6:
            return f"{name} <{address}"
        return f"{name} <{address}>"

    def addresses(self):
        form = self.random.randrange(16 if self.wild else 3)
        if self.chance(0.7):
            form = 99
        if form == 0:
            return "undisclosed-recipients:;"
        if form == 1:
            return f"friends: {self.address()}, {self.address()};"
        if form == 2:
            return f"{self.address()}, team: {self.address()};, {self.address()}"
        if form == 3:
            return ""
        if form == 4:
            return ", ,"
        if form == 5:
            return f"{self.address()};{self.address()}"
        return self.one((", ", ",", ",\n ", " , ")).join(self.address() for _ in range(self.random.randrange(1, 5)))

    def envelope(self):
        lines = []
        for name, share in (("From", 0.95), ("To", 0.9), ("Cc", 0.4), ("Bcc", 0.1), ("Sender", 0.15), ("Reply-To", 0.2)):
            while self.chance(share):
                share *= 0.1 if self.wild else 0
                lines.append(f"{name}: {self.addresses()}")
        for name, choices in (("Subject", SUBJECTS), ("Date", DATES), ("Message-ID", IDS), ("In-Reply-To", IDS)):
            value = self.one(choices)
            if value is not None:
                lines.append(f"{name}:{self.one((' ', ' ', ' ', '', '  '))}{value.replace('{}', str(self.number))}")
        self.random.shuffle(lines)
        if self.odd(0.05):
            lines.insert(0, "no colon in this line")
        if self.odd(0.05):
            lines.append(f"Subject: {self.one(('second', ''))}")
        return lines

    def parameters(self):
        count = self.one((0, 0, 1, 1, 1, 2, 3))
        return "".join("; " + self.one(PARAMETERS) for _ in range(count))

    def fields(self):
        out = []
        for name, choices, share in (("Content-Transfer-Encoding", ENCODINGS, 0.6), ("Content-Disposition", DISPOSITIONS, 0.3), ("Content-Language", LANGUAGES, 0.1),
                                     ("Content-Location", LOCATIONS, 0.1), ("Content-ID", IDS, 0.15), ("Content-Description", SUBJECTS, 0.15),
                                     ("Content-MD5", ("Q2hlY2sgSW50ZWdyaXR5IQ==", "", None, "bogus (comment)"), 0.1)):
            value = self.one(choices)
            if self.chance(share) and value is not None:
                out.append(f"{name}: {value.replace('{}', str(self.number))}")
        return out

    def text(self):
        lines = [self.one(TEXTS) for _ in range(self.random.randrange(8))]
        return "\n".join(lines) + self.one(("\n", "\n", "", "\n\n"))

    def entity(self, depth):
        """(fields, body)."""
        kind = self.random.random()
        if depth and kind < 0.35:
            return self.multipart(depth)
        if depth and kind < 0.45:
            return self.enclosed(depth)
        if kind < 0.8:
            kind_field = [f"Content-Type: text/{self.one(SUBTYPES)}{self.parameters()}"] if self.chance(0.85) else []
        else:
            kind_field = [f"Content-Type: {self.one(OTHER_TYPES)}{self.parameters()}"]
        if self.odd(0.02):
            kind_field *= 2
        return kind_field + self.fields(), self.text()

    def enclosed(self, depth):
        inner_fields, inner_body = self.entity(depth - 1)
        subtype = self.one(("rfc822", "rfc822", "rfc822", "RFC822", "global", "delivery-status", "partial; id=x; number=1", "news", "external-body; access-type=x"))
        inner = "\n".join(self.envelope() + inner_fields) + "\n\n" + inner_body
        if self.odd(0.05):
            inner = self.one(("", "\n", "no header at all", "Subject: only"))
        return [f"Content-Type: message/{subtype}{self.parameters()}"] + self.fields(), inner

    def multipart(self, depth):
        boundary = self.one(BOUNDARIES) if self.chance(0.3) else f"b{self.random.randrange(1000)}"
        written = boundary if self.chance(0.3) and boundary.isalnum() else f'"{boundary}"'
        parts = []
        for _ in range(self.one((0, 1, 1, 2, 2, 3, 5) if self.wild else (1, 2, 2, 3, 5))):
            fields, body = self.entity(depth - 1)
            if self.odd(0.1):
                fields = []
            parts.append("\n".join(fields) + ("\n" if fields else "") + "\n" + body)
        body = self.one(("", "preamble\n", "\n", "This is a multi-part message.\n\n"))
        for part in parts:
            body += f"--{boundary}{self.one(('', '', '', ' ', chr(9)))}\n{part}\n"
        if not self.odd(0.15):
            body += f"--{boundary}--{self.one(('', '', ' '))}\n" + self.one(("", "epilogue\n", "\n"))
        subtype = self.one(MULTIPART)
        parameter = f"; boundary={written}" if not self.odd(0.04) else self.one(("", "; boundary=", '; boundary=""', "; boundary=other", "; BOUNDARY=x"))
        return [f"Content-Type: multipart/{subtype}{self.one(MULTIPART_MORE)}{parameter}"] + self.fields(), body

    def message(self):
        fields, body = self.entity(self.one((0, 1, 1, 2, 3)))
        head = self.envelope() + (["MIME-Version: 1.0"] if self.chance(0.9) else []) + fields
        text = "\n".join(head) + "\n\n" + body
        odd = self.random.random() if self.wild else 1
        if odd < 0.01:
            text = self.one(("", "\n", "Subject: x", "Subject: x\n", "\n\nbody", "body without a header\n", ": no name\n\nx\n", " folded first\nSubject: y\n\nz"))
        elif odd < 0.03:
            text = text[: self.random.randrange(len(text))]
        raw = text.encode("latin-1" if self.odd(0.5) else "utf-8", "replace")
        return raw.replace(b"\n", b"\r\n") if self.chance(0.2) else raw


def deep(levels, kind):
    """Parts in parts, as deep as `levels`."""
    if kind == "multipart":
        head = "".join(f"Content-Type: multipart/mixed; boundary=l{n}\n\n--l{n}\n" for n in range(levels))
        return f"Subject: deep {levels}\nMIME-Version: 1.0\n{head}Content-Type: text/plain\n\nbottom\n".encode()
    return ("".join(f"Subject: level {n}\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n" for n in range(levels)) + "Subject: bottom\n\ntext\n").encode()


def hostile():
    """Mail that means harm; small enough for every server."""
    yield deep(20, "multipart")
    yield deep(20, "message")
    yield b"Subject: many parts\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n\n" * 400 + b"--x--\n"
    yield b"Subject: long parameter\nMIME-Version: 1.0\nContent-Type: text/plain; name=" + b"y" * 3000 + b"\n\nx\n"
    yield b"Subject: many parameters\nMIME-Version: 1.0\nContent-Type: text/plain" + b"".join(b"; p%d=%d" % (n, n) for n in range(200)) + b"\n\nx\n"
    yield b"To: " + b", ".join(b"u%d@far.test" % n for n in range(500)) + b"\nSubject: many addresses\n\nx\n"
    yield b"Subject: comments\nFrom: " + b"(" * 200 + b"deep" + b")" * 200 + b" a@far.test\n\nx\n"
    yield b"Subject: same boundary\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\na\n--x--\n--x--\n"
    yield b"Subject: prefix\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/mixed; boundary=xy\n\n--xy\n\na\n--xy--\n--x--\n"


def corpus(count):
    """That many messages, as bytes."""
    out = list(hostile())
    out += [Maker(number).message() for number in range(count - len(out))]
    return out
