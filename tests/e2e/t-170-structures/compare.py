"""compare.py fill DIRECTORY COUNT | fetch PORT USER PASSWORD FILE | compare PEER_FILE OUR_FILE DIRECTORY

ENVELOPE and BODYSTRUCTURE of every message of a corpus under two servers. A difference is explained by a rule of EXPLAINED,
or it fails."""

import imaplib
import json
import pathlib
import re
import sys

from corpus import corpus

imaplib._MAXLINE = 1 << 30
ITEMS = "(ENVELOPE BODYSTRUCTURE)"


def fill(directory, count):
    box = pathlib.Path(directory)
    for part in ("new", "cur", "tmp"):
        (box / part).mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(corpus(int(count))):
        (box / "cur" / f"{1700000000 + number}.M{number}P1.foreign:2,").write_bytes(text)


class Reader:
    """The data of one response, literals included, as nested lists; NIL is None."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def value(self):
        while self.data[self.at : self.at + 1] == b" ":
            self.at += 1
        first = self.data[self.at : self.at + 1]
        if first == b"(":
            return self.list()
        if first == b'"':
            return self.quoted()
        if first == b"{":
            end = self.data.index(b"}", self.at)
            size = int(self.data[self.at + 1 : end])
            self.at = end + 3 + size
            return self.data[end + 3 : self.at].decode("latin-1")
        found = re.compile(rb"[^ ()]+").match(self.data, self.at)
        if not found:
            raise ValueError(f"no value at {self.data[self.at:self.at + 40]!r}")
        self.at = found.end()
        word = found[0].decode("latin-1")
        return None if word.upper() == "NIL" else int(word) if word.isdigit() else word

    def list(self):
        out = []
        self.at += 1
        while True:
            while self.data[self.at : self.at + 1] == b" ":
                self.at += 1
            if self.data[self.at : self.at + 1] == b")":
                self.at += 1
                return out
            out.append(self.value())

    def quoted(self):
        out = bytearray()
        self.at += 1
        while self.data[self.at : self.at + 1] != b'"':
            if self.data[self.at : self.at + 1] == b"\\":
                self.at += 1
            out += self.data[self.at : self.at + 1]
            self.at += 1
        self.at += 1
        return out.decode("latin-1")


def fetch(port, user, password, file):
    with imaplib.IMAP4("127.0.0.1", int(port), timeout=120) as client:
        client.login(user, password)
        # Else header fields in 8 bits would be told in 7 (RFC 9755 §4).
        if "UTF8=ACCEPT" in client.capability()[1][0].decode():
            client.enable("UTF8=ACCEPT")
        count = int(client.select("INBOX", readonly=True)[1][0])
        out = {}
        for number in range(1, count + 1):
            kind, found = client.fetch(str(number), f"(UID {ITEMS[1:-1]})")
            if kind != "OK":
                raise SystemExit(f"FETCH {number}: {kind} {found}")
            data = b"".join(b"%s\r\n%s" % one if isinstance(one, tuple) else one for one in found)
            fields = Reader(data[data.index(b"("):]).value()
            fields = dict(zip(fields[::2], fields[1::2]))
            out[number] = {"envelope": fields["ENVELOPE"], "structure": fields["BODYSTRUCTURE"]}
    pathlib.Path(file).write_text(json.dumps(out))
    print(f"{count} messages")


def words(value):
    return all(one is None or isinstance(one, str) for one in value)


def is_single(value):
    return isinstance(value, list) and len(value) > 6 and isinstance(value[0], str) and isinstance(value[6], int)


def kind_of(part):
    return f"{part[0]}/{part[1]}".lower()


def first_difference(one, other, where=()):
    """(place, ours, theirs) of the first place that differs. Parameters, an address, parts of other types, and lists of other
    lengths differ whole."""
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other) and not (words(one) and words(other)):
        if not (is_single(one) and is_single(other) and kind_of(one) != kind_of(other)):
            return next((found for at, pair in enumerate(zip(one, other)) if (found := first_difference(*pair, where + (at,)))), None)
    return None if one == other else (where, one, other)


def put(tree, place, value):
    for at in place[:-1]:
        tree = tree[at]
    tree[place[-1]] = value


# Where we differ on purpose: (name, why, whether this difference is of that kind). A function is asked with what was compared
# (envelope or structure), the place in it, our value, theirs, and the message's text.
MARKERS = ("SYNTAX_ERROR", "MISSING_DOMAIN", "MISSING_MAILBOX", "INVALID_ROUTE")
FIELD = rb"[!-9;-~]+[ \t]*:"
NO_HEADER = re.compile(rb"\A(?!" + FIELD + rb")")
EMBEDDED = re.compile(rb"^content-type:[ \t]*(?:message/(?:rfc822|global)|multipart/digest)[^\n]*\n(?:[!-9;-~]+[ \t]*:[^\n]*\n|[ \t][^\n]*\n)*\r?\n(?!" + FIELD + rb")", re.I | re.M)
SUBJECTS = re.compile(rb"^subject:", re.I | re.M)
NO_FIELD = re.compile(rb"\n--[^\n]*\n(?![\r\n])(?![!-9;-~]+[ \t]*:)")
ADDRESS, PARAMETERS_LIMIT = 4, 64


def pairs(of):
    return sorted((str(name).lower(), str(value)) for name, value in zip((of or [])[::2], (of or [])[1::2]))


class Difference:
    """One place, and what can be asked of it."""

    def __init__(self, what, place, ours, theirs, text):
        self.what, self.place, self.ours, self.theirs, self.text = what, place, ours, theirs, text
        self.in_envelope = what == "envelope" or self.envelope_below()
        self.strings = isinstance(ours, str) and isinstance(theirs, str)
        self.lists = isinstance(ours, list) and isinstance(theirs, list)

    def envelope_below(self):
        """Whether the place lies in the envelope of a message inside (index 7 of its part)."""
        return any(at == 7 for at in self.place[:-1])

    def parameters(self):
        """Whether both are parameters, or one is and the other none."""
        given = [one for one in (self.ours, self.theirs) if one is not None]
        return self.what == "structure" and all(isinstance(one, list) and words(one) and len(one) % 2 == 0 for one in given)

    def addresses(self):
        return self.lists and len(self.ours) == len(self.theirs) == ADDRESS and words(self.ours) and words(self.theirs)

    def kinds(self):
        """The types of both when these differ as parts."""
        return tuple(kind_of(one) if is_single(one) else "multipart" for one in (self.ours, self.theirs)) if self.lists else ("", "")

    def empty_or_none(self):
        return not self.ours and self.theirs in (["", None], "", None)

    def cut_short(self):
        """Parameters: theirs are the beginnings of ours, or miss some (and a charset that is missed is us-ascii)."""
        ours, theirs = pairs(self.ours) + [("charset", "us-ascii")], pairs(self.theirs)
        return all(any(name == other and value.startswith(begin) for name, value in ours) for other, begin in theirs)


# Where we differ on purpose: (name, why, whether the difference is of that kind).
EXPLAINED = [
    ("case", "types, encodings and names of parameters have no case (RFC 2045); ours are in lower case",
     lambda d: d.what == "structure" and d.strings and d.ours == d.theirs.lower()),
    ("order", "parameters have no order; Dovecot puts those in sections (RFC 2231) last",
     lambda d: d.parameters() and pairs(d.ours) == pairs(d.theirs)),
    ("marker", "Dovecot writes words of its own into addresses that break the grammar; ours say what can be read",
     lambda d: d.in_envelope and any(marker in json.dumps(d.theirs) for marker in MARKERS)),
    ("name", "a name that is no phrase (RFC 5322), a comment before the address: ours show it, Dovecot drops it or takes it for an address",
     lambda d: d.addresses() and (d.ours[1:] == d.theirs[1:] and d.theirs[0] is None or "@" in str(d.ours[0]))),
    ("separator", "addresses parted by semicolons, as Outlook writes them: ours are all there, Dovecot stops",
     lambda d: d.in_envelope and d.lists and len(d.ours) > len(d.theirs)),
    ("tab", "Dovecot makes a blank of a tab; ours stays as it is (RFC 5322 unfolding)",
     lambda d: d.strings and d.ours.replace("\t", " ") == d.theirs.replace("\t", " ")),
    ("blanks", "blanks around a value are not of it",
     lambda d: d.strings and d.ours == " ".join(d.theirs.split())),
    ("location", "blanks in a URL come from folding (RFC 2557)",
     lambda d: d.strings and d.ours == "".join(d.theirs.split())),
    ("limit", f"of more than {PARAMETERS_LIMIT} parameters the first are told",
     lambda d: d.parameters() and len(d.theirs or []) > 2 * PARAMETERS_LIMIT),
    ("cut", "a parameter that breaks the grammar: ours goes to the next semicolon, Dovecot's to the next special character, or it ends the list",
     lambda d: d.parameters() and d.cut_short()),
    ("encoding", "an encoding that is no token: ours is as written, Dovecot's 7bit",
     lambda d: d.strings and d.place[-1] == 5 and d.theirs == "7bit"),
    ("empty", "an empty field is no field",
     lambda d: d.empty_or_none()),
    ("global", "message/global (RFC 6532) is a message to us, opaque to Dovecot",
     lambda d: d.kinds()[1] == "message/global" or d.lists and kind_of(d.theirs) == "message/global" if is_single(d.theirs) else False),
    ("encoded", "a message in base64 or quoted-printable is opaque to us; Dovecot parses its encoded text",
     lambda d: d.kinds() == ("application/octet-stream", "message/rfc822")),
    ("type", "a Content-Type that is none: text/plain to us (RFC 2045 5.2), of no type to Dovecot",
     lambda d: d.kinds()[0] == "text/plain" and is_single(d.theirs) and not (d.theirs[0] and d.theirs[1])),
    ("no part", "a multipart without parts is text to us, so that it can be read; to Dovecot it has an empty part",
     lambda d: d.kinds() == ("text/plain", "multipart")),
    ("first", "of two fields where one may be the first counts; Dovecot takes the last",
     lambda d: d.strings and d.place[-1] == 1 and len(SUBJECTS.findall(d.text)) > 1),
    ("sections", "sections of a parameter that come twice, or mixed, make one value or none; Dovecot tells the sections",
     lambda d: d.parameters() and re.search(rb"name\*\d?", d.text) is not None and any("*" in name or not name for name, _ in pairs(d.theirs))),
    ("no name", "a parameter without a name is none",
     lambda d: d.parameters() and [one for one in pairs(d.theirs) if one[0]] == pairs(d.ours)),
    ("no header", "a header ends where a line is no field, as Postfix has it, be it the first; Dovecot goes on behind that line",
     lambda d: NO_HEADER.search(d.text) is not None or d.place and EMBEDDED.search(d.text) is not None),
    ("no MIME", "Content-* fields count without Content-Type and MIME-Version too; Dovecot does not look at them",
     lambda d: d.what == "structure" and d.theirs is None and (8 in d.place or not re.search(rb"^(content-type|mime-version):", d.text, re.I | re.M))
     or d.what == "structure" and d.theirs == "7bit"),
    ("cut off", "a header field whose line end was cut off is a field; Dovecot drops it, or the text behind it",
     lambda d: not d.text.endswith(b"\n")),
    ("no field", "a part whose first line is no field has no header for us; Dovecot takes the lines up to the first empty one for one",
     lambda d: d.what == "structure" and NO_FIELD.search(d.text) is not None),
]


def differences(what, our, their, text):
    """(rule or None, place, ours, theirs) of each place that differs."""
    our, their = [our], [their]
    while found := first_difference(our, their):
        one = Difference(what, found[0][1:], found[1], found[2], text)
        rule = next((name for name, _, matches in EXPLAINED if matches(one)), None)
        yield rule, found[0][1:], found[1], found[2]
        put(our, found[0], found[2])


def compare(peer_file, our_file, directory):
    theirs, ours = (json.loads(pathlib.Path(file).read_text()) for file in (peer_file, our_file))
    if theirs.keys() != ours.keys():
        raise SystemExit(f"{len(theirs)} messages and {len(ours)}")
    texts = sorted(pathlib.Path(directory, "cur").iterdir(), key=lambda path: int(path.name.split(".")[0]))
    counts, unexplained, equal = {}, 0, 0
    for number, their in theirs.items():
        text = texts[int(number) - 1].read_bytes()
        for what in ("envelope", "structure"):
            found = list(differences(what, ours[number][what], their[what], text))
            equal += not found
            for rule, place, mine, other in found:
                counts[rule] = counts.get(rule, 0) + 1
                if not rule and (unexplained := unexplained + 1) <= 60:
                    print(f"message {number} {what} {'/'.join(map(str, place))}: ours {mine!r}, theirs {other!r}")
    for name, why, _ in EXPLAINED:
        print(f"{counts.get(name, 0):5} {name}: {why}")
    print(f"{len(theirs)} messages: {equal} of {2 * len(theirs)} equal, {sum(counts.values()) - unexplained} differences explained, {unexplained} not")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit({"fill": fill, "fetch": fetch, "compare": compare}[sys.argv[1]](*sys.argv[2:]))
