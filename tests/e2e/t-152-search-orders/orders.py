"""before: fills mailboxes and follows a sorted context over two sessions. after: what is sorted and threaded is still the same."""
import re
import socket
import sys

half, port, user, password = sys.argv[1:]


class Client:
    def __init__(self):
        self.wire = socket.create_connection(("127.0.0.1", int(port)), 20)
        self.held, self.count = b"", 0
        self.line()
        self.ok("LOGIN %s %s" % (user, password))

    def line(self):
        while b"\r\n" not in self.held:
            bytes_in = self.wire.recv(65536)
            assert bytes_in, "the server hung up"
            self.held += bytes_in
        line, self.held = self.held.split(b"\r\n", 1)
        return line.decode()

    def send(self, command):
        self.wire.sendall((command + "\r\n").encode())

    def ok(self, command):
        """The untagged lines, and the tagged one last."""
        self.count += 1
        tag = "t%d" % self.count
        self.send("%s %s" % (tag, command))
        lines = [self.line()]
        while not lines[-1].startswith(tag + " "):
            lines.append(self.line())
        assert lines[-1].startswith(tag + " OK"), (command, lines)
        return lines

    def until(self, pattern):
        while True:
            line = self.line()
            found = re.search(pattern, line)
            if found:
                return found.group(1)

    def add(self, box, day, subject, more=""):
        text = "Subject: %s\r\nDate: %d Jan 2020 10:00:00 +0000\r\n%s\r\nx\r\n" % (subject, day, more)
        return self.ok('APPEND %s "%02d-Jan-2020 10:00:00 +0000" {%d+}\r\n%s' % (box, day, len(text), text))


def answer(lines, word):
    return [line for line in lines if line.startswith("* " + word)]


def same_after_restart(one):
    assert answer(one.ok("SORT (SUBJECT) UTF-8 ALL"), "SORT") == ["* SORT 3 2 4 1"]
    assert answer(one.ok("SORT (REVERSE DATE) UTF-8 ALL"), "SORT") == ["* SORT 4 3 2 1"]
    assert answer(one.ok("THREAD REFERENCES UTF-8 ALL"), "THREAD") == ["* THREAD (1)(2 4)(3)"]
    assert answer(one.ok("THREAD REFS UTF-8 ALL"), "THREAD") == ["* THREAD (1)(3)(2 4)"]
    many = answer(one.ok("ESEARCH IN (personal) RETURN (COUNT) SUBJECT b"), "ESEARCH")
    assert [re.sub(r"UIDVALIDITY \d+", "", line) for line in many] == ['* ESEARCH (TAG "t%d" MAILBOX INBOX ) UID COUNT 1' % one.count], many


def before():
    one, two = Client(), Client()
    one.add("INBOX", 1, "d", "Message-ID: <1@x>\r\n")
    one.add("INBOX", 2, "b", "Message-ID: <2@x>\r\n")
    one.ok("SELECT INBOX")
    two.ok("SELECT INBOX")
    lines = one.ok("UID SORT RETURN (UPDATE ALL) (SUBJECT) UTF-8 UNDELETED")
    assert answer(lines, "ESEARCH") == ['* ESEARCH (TAG "t%d") UID ALL 2,1' % one.count], lines
    one.send("i IDLE")
    assert one.line() == "+ idling"
    two.add("INBOX", 3, "a", "Message-ID: <3@x>\r\n")
    assert one.until(r"ADDTO (.*)") == "(1 3)"
    two.ok("UID STORE 2 +FLAGS (\\Deleted)")
    assert one.until(r"REMOVEFROM (.*)") == "(2 2)"
    two.ok("UID STORE 2 -FLAGS (\\Deleted)")
    assert one.until(r"ADDTO (.*)") == "(2 2)"
    two.add("INBOX", 4, "c", "Message-ID: <4@x>\r\nReferences: <2@x>\r\n")
    assert one.until(r"ADDTO (.*)") == "(3 4)"
    one.send("DONE")
    one.until(r"(i OK)")
    same_after_restart(one)


def after():
    one = Client()
    one.ok("SELECT INBOX")
    same_after_restart(one)


{"before": before, "after": after}[half]()
