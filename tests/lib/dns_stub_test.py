#!/usr/bin/env python3
"""The scripted DNS server answers as its script says: asked over UDP and TCP by a few lines of its own."""
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import dns_stub  # noqa: E402

SCRIPT = """
# comment
mail.example.net         A      192.0.2.1
mail.example.net         A      192.0.2.2
mail.example.net         AAAA   2001:db8::1
Example.NET.             MX     10 mail.example.net
example.net              TXT    "v=spf1 -all" second
1.2.0.192.in-addr.arpa   PTR    mail.example.net
www.example.net          CNAME  mail.example.net
loop.example.net         CNAME  loop.example.net
bad.example.net          !servfail
half.example.net         A      192.0.2.3
half.example.net         AAAA   !servfail
slow.example.net         A      192.0.2.4
slow.example.net         !delay 0.4
gone.example.net         !drop
none.example.net         A      192.0.2.9
none.example.net         !nxdomain
big.example.net          A      192.0.2.5
big.example.net          !truncate
"""


def query(name, kind, number=4711):
    return struct.pack("!HHHHHH", number, 0x0100, 1, 0, 0, 0) + dns_stub.wire_name(name) + struct.pack("!HH", dns_stub.TYPES[kind], 1)


def read_name(packet, at):
    labels = []
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode())
        at += 1 + packet[at]
    return ".".join(labels), at + 1


def parse(packet):
    number, flags, questions, answers, _, _ = struct.unpack_from("!HHHHHH", packet)
    assert number == 4711 and flags & 0x8000 and questions == 1
    _, at = read_name(packet, 12)
    at += 4
    found = []
    for _ in range(answers):
        owner, at = read_name(packet, at)
        kind, _, _, size = struct.unpack_from("!HHIH", packet, at)
        found.append((owner, dns_stub.NAMES[kind], packet[at + 10:at + 10 + size]))
        at += 10 + size
    assert at == len(packet)
    return flags & 15, bool(flags & 0x0200), found


class Stub(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.file = tempfile.NamedTemporaryFile("w", suffix=".dns")
        cls.file.write(SCRIPT)
        cls.file.flush()
        cls.log = tempfile.NamedTemporaryFile("r")
        cls.server = subprocess.Popen([sys.executable, os.path.join(HERE, "dns_stub.py"), "--file", cls.file.name,
                                       "--log", cls.log.name, "extra.example.org A 198.51.100.7"],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = cls.server.stdout.readline()
        cls.port = int(line.rsplit("@", 1)[1])

    @classmethod
    def tearDownClass(cls):
        cls.server.stdin.close()
        ended = cls.server.wait(10)
        cls.server.stdout.close()
        cls.file.close()
        cls.log.close()
        assert ended == 0

    def udp(self, name, kind, patience=5.0, packet=None):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            wire.settimeout(patience)
            wire.sendto(packet if packet is not None else query(name, kind), ("127.0.0.1", self.port))
            return parse(wire.recv(65535))

    def tcp(self, name, kind):
        with socket.create_connection(("127.0.0.1", self.port), 5) as wire:
            packet = query(name, kind)
            wire.sendall(struct.pack("!H", len(packet)) + packet)
            file = wire.makefile("rb")
            size = struct.unpack("!H", file.read(2))[0]
            return parse(file.read(size))

    def test_records_of_every_type(self):
        code, cut, found = self.udp("MAIL.example.net", "A")
        self.assertEqual((code, cut), (0, False))
        self.assertEqual([one[2] for one in found], [bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2])])
        self.assertEqual(self.udp("mail.example.net", "AAAA")[2][0][2], socket.inet_pton(socket.AF_INET6, "2001:db8::1"))
        self.assertEqual(self.udp("example.net", "MX")[2][0][2], b"\0\x0a" + dns_stub.wire_name("mail.example.net"))
        self.assertEqual(self.udp("example.net", "TXT")[2][0][2], b"\x0bv=spf1 -all\x06second")
        self.assertEqual(self.udp("1.2.0.192.in-addr.arpa", "PTR")[2][0][2], dns_stub.wire_name("mail.example.net"))
        self.assertEqual(self.udp("extra.example.org", "A")[2][0][2], bytes([198, 51, 100, 7]))

    def test_alias_is_followed_and_a_loop_is_servfail(self):
        found = self.udp("www.example.net", "A")[2]
        self.assertEqual([one[:2] for one in found], [("www.example.net", "CNAME")] + 2 * [("mail.example.net", "A")])
        self.assertEqual(self.udp("loop.example.net", "A")[0], dns_stub.SERVFAIL)

    def test_absence(self):
        self.assertEqual(self.udp("nobody.example.net", "A"), (dns_stub.NXDOMAIN, False, []))
        self.assertEqual(self.udp("mail.example.net", "TXT"), (0, False, []))
        self.assertEqual(self.udp("net", "A"), (0, False, []))
        self.assertEqual(self.udp("none.example.net", "A"), (dns_stub.NXDOMAIN, False, []))

    def test_servfail_for_all_types_or_one(self):
        self.assertEqual(self.udp("bad.example.net", "A"), (dns_stub.SERVFAIL, False, []))
        self.assertEqual(self.udp("half.example.net", "AAAA")[0], dns_stub.SERVFAIL)
        self.assertEqual(len(self.udp("half.example.net", "A")[2]), 1)

    def test_delay_and_silence(self):
        begun = time.monotonic()
        self.assertEqual(len(self.udp("slow.example.net", "A")[2]), 1)
        self.assertGreater(time.monotonic() - begun, 0.39)
        with self.assertRaises(TimeoutError):
            self.udp("gone.example.net", "A", patience=0.5)

    def test_truncation_over_udp_only(self):
        self.assertEqual(self.udp("big.example.net", "A"), (0, True, []))
        self.assertEqual(self.tcp("big.example.net", "A")[1:], (False, [("big.example.net", "A", bytes([192, 0, 2, 5]))]))

    def test_damaged_packets_get_silence_and_do_no_harm(self):
        whole = query("mail.example.net", "A")
        for cut in range(len(whole)):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
                wire.sendto(whole[:cut], ("127.0.0.1", self.port))
        self.assertEqual(len(self.udp("mail.example.net", "A")[2]), 2)

    def test_log_and_changed_script(self):
        self.udp("new.example.net", "A")
        with open(self.file.name, "a") as more:
            more.write("new.example.net A 192.0.2.77\n")
        self.assertEqual(self.udp("new.example.net", "A")[2][0][2], bytes([192, 0, 2, 77]))
        with open(self.log.name) as log:
            self.assertEqual(log.read().splitlines().count("udp new.example.net A"), 2)

    def test_mistakes_in_a_script_are_told(self):
        for line in ("x.example WRONG 1", "x.example !explode", "x.example A 1.2.3"):
            with self.assertRaises((ValueError, OSError)):
                dns_stub.Script([line])


if __name__ == "__main__":
    unittest.main()
