"""before: fills INBOX, notes what a client would, then changes it behind that client's back. after: resynchronises."""
import json
import re
import socket
import sys
import zlib

half, port, user, password, notes = sys.argv[1:]


class Client:
    def __init__(self):
        self.wire = socket.create_connection(("127.0.0.1", int(port)), 20)
        self.held, self.count, self.deflater = b"", 0, None
        self.line()
        self.ok("LOGIN %s %s" % (user, password))

    def line(self):
        while b"\r\n" not in self.held:
            bytes_in = self.wire.recv(65536)
            assert bytes_in, "the server hung up"
            self.held += self.inflater.decompress(bytes_in) if self.deflater else bytes_in
        line, self.held = self.held.split(b"\r\n", 1)
        return line.decode()

    def send(self, data):
        if self.deflater:
            data = self.deflater.compress(data) + self.deflater.flush(zlib.Z_SYNC_FLUSH)
        self.wire.sendall(data)

    def ok(self, command):
        """The untagged lines, and the tagged one last."""
        self.count += 1
        tag = "t%d" % self.count
        self.send(("%s %s\r\n" % (tag, command)).encode())
        lines = [self.line()]
        while not lines[-1].startswith(tag + " "):
            lines.append(self.line())
        assert lines[-1].startswith(tag + " OK"), (command, lines)
        return lines

    def compress(self):
        self.ok("COMPRESS DEFLATE")
        self.deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
        self.inflater = zlib.decompressobj(-15)


def number(lines, word):
    return int(re.search(r"\[%s (\d+)\]" % word, " ".join(lines)).group(1))


def before():
    one = Client()
    texts = ["Subject: m%d\r\n\r\ntext %d\r\n" % (i, i) for i in range(1, 7)]
    done = one.ok("APPEND INBOX" + "".join(" (\\Seen) {%d+}\r\n%s" % (len(t), t) for t in texts))
    assert re.search(r"\[APPENDUID \d+ 1:6\]", done[-1]), done
    there = one.ok("SELECT INBOX (CONDSTORE)")
    seen = {"uidvalidity": number(there, "UIDVALIDITY"), "modseq": number(there, "HIGHESTMODSEQ")}
    json.dump(seen, open(notes, "w"))

    two = Client()
    two.ok("SELECT INBOX")
    two.ok("STORE 2,4 +FLAGS.SILENT (\\Deleted)")
    two.ok("EXPUNGE")
    two.ok("UID STORE 5 +FLAGS (\\Flagged $Late)")
    told = one.ok("NOOP")
    assert [l for l in told if "EXPUNGE" in l] == ["* 2 EXPUNGE", "* 3 EXPUNGE"], told
    # STORE of a message that changed since: the flag itself did not, so it is set; a replaced flag list fails.
    conditional = one.ok("UID STORE 5 (UNCHANGEDSINCE %d) FLAGS (\\Answered)" % seen["modseq"])
    assert "[MODIFIED 5]" in conditional[-1], conditional
    one.ok("LOGOUT")
    two.ok("LOGOUT")


def after():
    seen = json.load(open(notes))
    one = Client()
    one.compress()
    assert "* ENABLED CONDSTORE QRESYNC" in one.ok("ENABLE QRESYNC")
    lines = one.ok("SELECT INBOX (QRESYNC (%d %d 1:6))" % (seen["uidvalidity"], seen["modseq"]))
    assert number(lines, "UIDVALIDITY") == seen["uidvalidity"]
    assert number(lines, "HIGHESTMODSEQ") > seen["modseq"]
    assert [l for l in lines if "VANISHED" in l] == ["* VANISHED (EARLIER) 2,4"], lines
    fetched = [l for l in lines if " FETCH " in l]
    assert len(fetched) == 1 and fetched[0].startswith("* 3 FETCH (UID 5 FLAGS (\\Flagged \\Seen"), lines
    assert "$Late" in fetched[0], fetched

    highest = number(lines, "HIGHESTMODSEQ")
    again = one.ok("SELECT INBOX (QRESYNC (%d %d))" % (seen["uidvalidity"], highest))
    assert not [l for l in again if "VANISHED" in l or " FETCH " in l], again
    one.ok("UID STORE 6 +FLAGS.SILENT (\\Deleted)")
    gone = one.ok("UID EXPUNGE 6")
    assert gone[0] == "* VANISHED 6" and number(gone, "HIGHESTMODSEQ") > highest, gone
    later = one.ok("UID FETCH 1:10 (FLAGS) (CHANGEDSINCE %d VANISHED)" % highest)
    assert later[0] == "* VANISHED (EARLIER) 6" and len(later) == 2, later

    saved = one.ok("UID SEARCH RETURN (SAVE COUNT) ALL")
    assert saved[0].endswith("UID COUNT 3"), saved
    one.ok("CREATE Sent")
    one.ok("COPY $ Sent")
    listed = one.ok('LIST (SPECIAL-USE) "" "*" RETURN (STATUS (MESSAGES SIZE))')
    assert "\\Sent" in listed[0] and "MESSAGES 3 SIZE " in listed[1], listed
    one.ok("LOGOUT")


before() if half == "before" else after()
