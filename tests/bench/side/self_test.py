"""The benchmark's test of itself: arithmetic, /proc readings, and the load generator against a scripted server."""

import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from . import measure, processes, queue, report, rows

PROGRAM = None


class Arithmetic(unittest.TestCase):
    def row(self, name):
        return next(row for row in rows.all_rows() if row.name == name)

    def test_every_row_has_a_measurement_and_a_name_of_its_own(self):
        known = rows.measurements(quick=True)
        self.assertTrue(all(row.measurement in known for row in rows.all_rows()))
        names = [row.name for row in rows.all_rows()]
        self.assertEqual(len(names), len(set(names)))

    def test_a_ratio_above_one_is_in_our_favour_for_rates_and_for_costs(self):
        self.assertEqual(self.row("smtp-maildir-10").ratio(4000, 200), 20)
        self.assertEqual(self.row("cpu-per-1000").ratio(0.25, 4), 16)
        self.assertIsNone(self.row("cpu-per-1000").ratio(0.25, None))

    def test_goals_are_met_by_medians(self):
        samples = {"mailstead": [{"rate": 1}, {"rate": 4000}, {"rate": 9000}], "peers": [{"rate": 200}]}
        found = report.entry(self.row("smtp-maildir-10"), samples, [])
        self.assertEqual((found["mailstead"], found["ratio"], found["met"]), (4000, 20, True))
        found = report.entry(self.row("idle-plain"), {"mailstead": [{"kib": 5.1}], "peers": []}, [])
        self.assertEqual((found["ratio"], found["met"], found["goal"]), (None, False, "<= 5 KiB"))

    def test_the_check_names_missed_goals_and_missing_rows(self):
        missed = report.entry(self.row("idle-plain"), {"mailstead": [{"kib": 6}], "peers": []}, [])
        absent = report.entry(self.row("start"), {"mailstead": [], "peers": [{"ms": 300}]}, [])
        good = report.entry(self.row("start"), {"mailstead": [{"ms": 5}], "peers": []}, [])
        self.assertEqual(len(report.problems([missed, absent, good, {}])), 3)
        self.assertEqual(report.problems([good]), [])
        self.assertTrue(report.problems([]))

    def test_a_speed_may_have_to_be_reached(self):
        reached = [report.entry(self.row("mbox-first"), {"mailstead": [{"gbps": one}], "peers": []}, []) for one in (0.9, 1.0)]
        self.assertEqual([one["met"] for one in reached], [False, True])
        self.assertEqual(reached[0]["goal"], ">= 1 GB/s")

    def test_rows_that_take_minutes_are_left_out_of_a_quick_run_and_measured_once(self):
        slow = [row for row in rows.all_rows() if row.slow]
        self.assertTrue(slow)
        self.assertTrue(all(row.pairs == 1 for row in slow))
        self.assertFalse(self.row("deferred-fill").slow)

    def test_a_slow_down_has_a_limit_and_a_speed_up_is_none(self):
        slower = {"mailstead": [{"slower": 11}], "peers": [{"slower": 40}]}
        faster = {"mailstead": [{"slower": -2}], "peers": [{"slower": 40}]}
        self.assertEqual([report.entry(self.row("relay-slower"), one, [])["met"] for one in (slower, faster)], [False, True])


class Processes(unittest.TestCase):
    def test_cpu_time_of_children_that_ended_is_counted(self):
        spin = "import time; t = time.process_time()\nwhile time.process_time() < t + 0.3: pass"
        shell = subprocess.Popen(["sh", "-c", f"{sys.executable} -c '{spin}'; sleep 20"])
        try:
            until = time.monotonic() + 15
            while processes.cpu_seconds([shell.pid]) < 0.3 or len(processes.tree([shell.pid])) < 2:
                self.assertLess(time.monotonic(), until)
                time.sleep(0.05)
            self.assertGreater(processes.pss_kib([shell.pid]), 0)
        finally:
            for pid in processes.tree([shell.pid]):
                os.kill(pid, 15)
            shell.wait()


class ScriptedServer(threading.Thread):
    """Takes mail by SMTP as slowly as told, and puts it into Maildirs; refuses every RCPT of u1 if told."""

    def __init__(self, home, refuse=False):
        super().__init__(daemon=True)
        self.home, self.refuse = home, refuse
        self.door = socket.create_server(("127.0.0.1", 0))
        self.start()

    def run(self):
        while True:
            try:
                wire, _ = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(wire,), daemon=True).start()

    def serve(self, wire):
        lines = wire.makefile("rwb", buffering=0)
        lines.write(b"220 ready\r\n")
        user = None
        while line := lines.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                lines.write(b"250-here\r\n250 PIPELINING\r\n")
            elif verb == b"RCPT" and self.refuse and line.startswith(b"RCPT TO:<u1@"):
                lines.write(b"550 no\r\n")
            elif verb == b"DATA":
                lines.write(b"354 go\r\n")
                text = b""
                while (line := lines.readline()) != b".\r\n":
                    text += line
                box = pathlib.Path(self.home) / user / "new"
                box.mkdir(parents=True, exist_ok=True)
                (box / f"{time.monotonic_ns()}").write_bytes(text)
                lines.write(b"250 taken\r\n")
            else:
                user = line[9:].split(b"@")[0].decode() if verb == b"RCPT" else user
                lines.write(b"250 fine\r\n" if verb != b"QUIT" else b"221 bye\r\n")


class LoadGenerator(unittest.TestCase):
    def load(self, server, limit="10", maildir=None):
        if not PROGRAM:
            self.skipTest("--program names no build directory")
        command = [PROGRAM, "smtp", "--to", f"127.0.0.1:{server.door.getsockname()[1]}", "--domain", "example.test", "--users", "3",
                   "--sessions", "2", "--messages", "10", "--limit", limit, "--bytes", "4096",
                   "--maildir", maildir or f"{server.home}/u%u"]
        return json.loads(subprocess.run(command, check=True, capture_output=True, timeout=30, text=True).stdout)

    def test_all_messages_are_unique_of_the_size_asked_for_and_listed(self):
        with tempfile.TemporaryDirectory() as home:
            found = self.load(ScriptedServer(home))
            self.assertEqual((found["complete"], found["acknowledged"], found["listed"]), (True, 10, 10))
            texts = [path.read_bytes() for path in pathlib.Path(home).glob("u*/new/*")]
            self.assertEqual(len(set(texts)), 10)
            self.assertTrue(all(abs(len(text) - 4096) < 200 for text in texts))

    def test_refusals_are_counted_and_the_run_is_not_complete(self):
        with tempfile.TemporaryDirectory() as home:
            found = self.load(ScriptedServer(home, refuse=True))
            self.assertEqual((found["complete"], found["refused"], found["refusal"]), (False, 3, "550 no"))

    def test_it_gives_up_at_its_limit(self):
        with tempfile.TemporaryDirectory() as home:
            server = ScriptedServer(home)
            found = self.load(server, limit="0.5", maildir="/nonexistent/%u")
            self.assertEqual((found["complete"], found["listed"]), (False, 0))


class Sink(unittest.TestCase):
    def setUp(self):
        if not PROGRAM:
            self.skipTest("--program names no build directory")

    def send(self, port, *more, limit="10"):
        command = [PROGRAM, "smtp", "--to", f"127.0.0.1:{port}", "--domain", "d%d.test", "--messages", "7", "--limit", limit, *more]
        return json.loads(subprocess.run(command, check=True, capture_output=True, timeout=30, text=True).stdout)

    def test_messages_are_counted_by_port_with_the_time_of_the_last(self):
        with queue.Sink(measure.Load(PROGRAM), ports=2) as sink:
            before = time.monotonic()
            found = self.send(sink.ports[1], "--sessions", "3")
            messages, last = sink.arrived()
            self.assertEqual((found["acknowledged"], messages), (7, [0, 7]))
            self.assertTrue(before < found["began"] < last[1] < time.monotonic())
            self.assertIn(f"d1.relay.test=relay:[127.0.0.1]:{sink.ports[1]}", sink.routes())

    def test_a_slow_port_counts_at_once_and_replies_late(self):
        with queue.Sink(measure.Load(PROGRAM), ports=2, slow=1) as sink:
            slow = self.send(sink.ports[0], "--sessions", "2", limit="1")
            self.assertEqual((slow["acknowledged"], sink.arrived()[0]), (0, [2, 0]))

    def test_a_text_is_found_however_it_is_cut(self):
        dialogue = b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n.\r\nmail FROM:<a@b>\r\nDATA\r\nx\r\n..\r\n.\r\nQUIT\r\n"
        with queue.Sink(measure.Load(PROGRAM), ports=1) as sink:
            for cut in range(0, len(dialogue), 3):
                with socket.create_connection(("127.0.0.1", sink.ports[0]), timeout=5) as wire:
                    wire.sendall(dialogue[:cut])
                    time.sleep(0.002)
                    wire.sendall(dialogue[cut:])
                    said = b"".join(iter(lambda: wire.recv(1000), b""))
                self.assertEqual([line[:3] for line in said.splitlines()], [b"220", *[b"250"] * 2, b"354", *[b"250"] * 2, b"354", b"250", b"221"])
            self.assertEqual(sink.arrived()[0], [2 * len(range(0, len(dialogue), 3))])

    def test_domains_take_turns(self):
        with tempfile.TemporaryDirectory() as home:
            server = ScriptedServer(home)
            self.send(server.door.getsockname()[1], "--domains", "3", "--first-domain", "1")
            texts = "".join(path.read_text() for path in pathlib.Path(home).glob("u*/new/*"))
            self.assertEqual([texts.count(f"@d{number}.test>") for number in range(5)], [0, 3, 2, 2, 0])


def run(program):
    global PROGRAM
    if program:
        PROGRAM = pathlib.Path(program) / "tests" / "bench" / "bench_load"
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    return 0 if unittest.TextTestRunner(verbosity=1).run(suite).wasSuccessful() else 1
