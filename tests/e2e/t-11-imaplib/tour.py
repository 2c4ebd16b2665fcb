"""What imaplib can ask of an IMAP server, in the order of a working day."""
import imaplib
import os
import re
import socket
import ssl
import sys
import time
import unittest

PLAIN, TLS, USER, PASSWORD, MAILDIR = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:6]
CONTEXT = ssl.create_default_context()
CONTEXT.check_hostname, CONTEXT.verify_mode = False, ssl.CERT_NONE
MIXED = (b"From: Alice <alice@example.test>\r\nTo: bob@example.test\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
         b"Date: Fri, 20 Nov 2026 10:00:00 +0100\r\nMessage-ID: <mixed@example.test>\r\nMIME-Version: 1.0\r\n"
         b"Content-Type: multipart/mixed; boundary=b1\r\n\r\n--b1\r\nContent-Type: text/plain\r\n\r\nThe text.\r\n"
         b"--b1\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--b1--\r\n")


def simple(subject, body="Hello.\r\n"):
    return f"From: alice@example.test\r\nSubject: {subject}\r\n\r\n{body}".encode()


class Tour(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.wire = imaplib.IMAP4_SSL("127.0.0.1", TLS, ssl_context=CONTEXT, timeout=20)
        cls.wire.login(USER, PASSWORD)

    @classmethod
    def tearDownClass(cls):
        cls.wire.logout()

    def ok(self, answer):
        self.assertEqual(answer[0], "OK", answer)
        return answer[1]

    def folder(self, name, *messages):
        """A new folder with these messages, selected."""
        self.ok(self.wire.create(name))
        for one in messages:
            self.ok(self.wire.append(name, None, None, one))
        self.ok(self.wire.select(name))

    def texts(self, rows):
        return [row[1] for row in rows if isinstance(row, tuple)]

    def test_starttls_and_sasl(self):
        with imaplib.IMAP4("127.0.0.1", PLAIN, timeout=20) as wire:
            self.ok(wire.starttls(CONTEXT))
            self.assertIn("AUTH=PLAIN", wire.capabilities)
            self.ok(wire.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode()))
            self.ok(wire.noop())
        with imaplib.IMAP4_SSL("127.0.0.1", TLS, ssl_context=CONTEXT, timeout=20) as wire:
            with self.assertRaises(imaplib.IMAP4.error):
                wire.login(USER, "wrong")

    def test_folders(self):
        self.ok(self.wire.create("Work.2026"))
        self.ok(self.wire.create("&APw-ber"))
        names = b"\n".join(self.ok(self.wire.list()))
        for name in (b"INBOX", b"Work.2026", b"&APw-ber"):
            self.assertIn(name, names)
        self.ok(self.wire.subscribe("Work.2026"))
        self.assertIn(b"Work.2026", b"\n".join(self.ok(self.wire.lsub())))
        self.ok(self.wire.unsubscribe("Work.2026"))
        self.ok(self.wire.rename("Work.2026", "Work.2027"))
        names = b"\n".join(self.ok(self.wire.list("Work.", "*")))
        self.assertIn(b"2027", names)
        self.assertNotIn(b"2026", names)
        self.ok(self.wire.delete("Work.2027"))
        self.assertEqual(self.wire.delete("Work.2027")[0], "NO")
        self.assertEqual(self.wire.select("Never")[0], "NO")
        self.assertIn(b'"."', self.ok(self.wire.namespace())[0])

    def test_append_and_status(self):
        self.ok(self.wire.create("Append"))
        answer = self.ok(self.wire.append("Append", r"(\Seen \Flagged)", '"20-Nov-2026 09:08:07 +0000"', simple("one")))
        self.assertRegex(answer[0], rb"APPENDUID \d+ 1\]")
        self.assertIn(b"MESSAGES 1", self.ok(self.wire.status("Append", "(MESSAGES UIDNEXT UIDVALIDITY UNSEEN)"))[0])
        self.ok(self.wire.select("Append"))
        row = self.ok(self.wire.fetch("1", "(FLAGS INTERNALDATE RFC822.SIZE)"))[0]
        for piece in (rb"\Seen", rb"\Flagged", b'"20-Nov-2026 09:08:07 +0000"', b"RFC822.SIZE %d" % len(simple("one"))):
            self.assertIn(piece, row)

    def test_fetch_sections(self):
        self.folder("Sections", MIXED)
        self.assertEqual(self.texts(self.ok(self.wire.fetch("1", "(BODY.PEEK[])"))), [MIXED])
        self.assertEqual(self.texts(self.ok(self.wire.fetch("1", "(BODY.PEEK[1])"))), [b"The text."])
        self.assertEqual(self.texts(self.ok(self.wire.fetch("1", "(BODY.PEEK[2])"))), [b"JVBERg=="])
        self.assertEqual(self.texts(self.ok(self.wire.fetch("1", "(BODY.PEEK[]<6.5>)"))), [MIXED[6:11]])
        self.assertIn(b"Content-Type: text/plain", self.texts(self.ok(self.wire.fetch("1", "(BODY.PEEK[1.MIME])")))[0])
        fields = self.texts(self.ok(self.wire.fetch("1", "(BODY.PEEK[HEADER.FIELDS (TO SUBJECT)])")))[0]
        self.assertEqual(fields, b"To: bob@example.test\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\n")
        self.assertNotIn(rb"\Seen", self.ok(self.wire.fetch("1", "(FLAGS)"))[0])
        shape = self.ok(self.wire.fetch("1", "(ENVELOPE BODYSTRUCTURE)"))[0]
        for piece in (b'"alice" "example.test"', b"<mixed@example.test>", b'"MIXED"', b'"PDF"', b'"BASE64"'):
            self.assertIn(piece.lower(), shape.lower())
        self.ok(self.wire.fetch("1", "(BODY[TEXT])"))
        self.assertIn(rb"\Seen", self.ok(self.wire.fetch("1", "(FLAGS)"))[0])

    def test_flags_search_expunge(self):
        self.folder("Flags", simple("apple", "red\r\n"), simple("pear", "green\r\n"), simple("plum", "blue\r\n"))
        self.assertIn(rb"\Answered", self.ok(self.wire.store("1", "+FLAGS", r"(\Answered $Work)"))[0])
        self.ok(self.wire.store("2", "FLAGS.SILENT", r"(\Deleted)"))
        for criterion, found in (("ALL", b"1 2 3"), ("ANSWERED", b"1"), ("KEYWORD $Work", b"1"), ("SUBJECT pear", b"2"),
                                 ("BODY blue", b"3"), ("NOT DELETED", b"1 3"), ("OR SUBJECT apple SUBJECT plum", b"1 3"),
                                 ("LARGER 100000", b""), ("SINCE 1-Jan-2020", b"1 2 3"), ("UID 2:3 UNDELETED", b"3")):
            self.assertEqual(self.ok(self.wire.search(None, criterion))[0] or b"", found, criterion)
        self.assertEqual(self.ok(self.wire.search("UTF-8", "SUBJECT", '"apple"'))[0], b"1")
        self.assertEqual(self.ok(self.wire.expunge()), [b"2"])
        self.assertEqual(self.ok(self.wire.uid("SEARCH", "ALL"))[0], b"1 3")

    def test_sizes_that_lie(self):
        """A large message is whole whatever another program wrote into its file name."""
        body = b"Subject: lie\r\n\r\n" + (b"l" * 70 + b"\r\n") * 4000
        self.ok(self.wire.create("Lies"))
        for count, size in enumerate((9000000, 12), 1):
            name = f"170000000{count}.lie.host,S={size},W={size}"
            with open(f"{MAILDIR}/.Lies/tmp/{name}", "wb") as file:
                file.write(body)
            os.chmod(file.name, 0o644)
            os.rename(file.name, f"{MAILDIR}/.Lies/new/{name}")
        self.ok(self.wire.select("Lies"))
        self.assertEqual(self.texts(self.ok(self.wire.fetch("1:2", "(BODY.PEEK[])"))), [body, body])

    def test_copy_and_move(self):
        self.ok(self.wire.create("Target"))
        self.folder("Source", simple("copied"), simple("moved"))
        self.assertRegex(self.ok(self.wire.copy("1", "Target"))[0], rb"COPYUID \d+ 1 1\]")
        self.assertIn(b"MOVE", self.ok(self.wire.capability())[0])    # told after the login
        self.ok(self.wire.uid("MOVE", "2", "Target"))
        self.assertEqual(self.ok(self.wire.search(None, "ALL"))[0], b"1")
        self.ok(self.wire.select("Target", readonly=True))
        subjects = self.texts(self.ok(self.wire.fetch("1:*", "(BODY[HEADER.FIELDS (SUBJECT)])")))
        self.assertEqual(subjects, [b"Subject: copied\r\n\r\n", b"Subject: moved\r\n\r\n"])
        self.assertEqual(self.wire.copy("1", "Nowhere")[0], "NO")

    def test_readonly_refuses_changes(self):
        self.folder("Readonly", simple("one"))
        self.ok(self.wire.select("Readonly", readonly=True))
        try:
            answer = self.wire.store("1", "+FLAGS", r"(\Seen)")[0]
        except self.wire.readonly:    # some versions of imaplib say it so
            answer = "NO"
        self.assertEqual(answer, "NO")
        self.ok(self.wire.select("Readonly"))
        self.assertNotIn(rb"\Seen", self.ok(self.wire.fetch("1", "(FLAGS)"))[0])

    def test_idle_on_the_wire(self):
        self.ok(self.wire.create("Watched"))
        wire = CONTEXT.wrap_socket(socket.create_connection(("127.0.0.1", TLS), 10))
        file = wire.makefile("rwb")

        def until(pattern):
            end = time.monotonic() + 10
            while time.monotonic() < end:
                line = file.readline()
                if re.search(pattern, line):
                    return line
                if not line:
                    break
            self.fail(f"no {pattern}")

        def send(text):
            file.write(text + b"\r\n")
            file.flush()

        until(rb"^\* OK")
        send(f'a LOGIN "{USER}" "{PASSWORD}"'.encode())
        until(rb"^a OK")
        send(b"b SELECT Watched")
        until(rb"^b OK")
        send(b"c IDLE")
        until(rb"^\+")
        self.ok(self.wire.append("Watched", None, None, simple("pushed")))
        until(rb"^\* 1 EXISTS")
        self.ok(self.wire.select("Watched"))
        self.ok(self.wire.store("1", "+FLAGS", r"(\Flagged)"))
        until(rb"^\* 1 FETCH .*\\Flagged")
        self.ok(self.wire.store("1", "+FLAGS", r"(\Deleted)"))
        self.ok(self.wire.expunge())
        until(rb"^\* 1 EXPUNGE")
        send(b"DONE")
        until(rb"^c OK")
        wire.close()


unittest.main(argv=["tour"])
