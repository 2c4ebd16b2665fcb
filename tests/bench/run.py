#!/usr/bin/env python3
"""The side-by-side benchmark behind `make bench`: Mailstead and Debian's Postfix + Dovecot on this machine, in turn,
with equal durability. Prints one table, writes a JSON list. Servers bind loopback, everything ends by itself, and all
files lie in one directory that is removed at the end.

  run.py --program DIRECTORY [--rows GLOB,...] [--quick] [--pairs N] [--only peers|mailstead] [--json FILE]
  run.py --check FILE      exit 1 and say why when a row is missing or a goal is missed
  run.py --self-test       the benchmark's own arithmetic and the load generator's ends (needs no server)
"""

import argparse
import contextlib
import fnmatch
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from side import measure, processes, report, rows, self_test, servers  # noqa: E402


NOT_ASKED = "not asked for"


class Place:
    """Fresh directories, removed together at the end."""

    def __init__(self, base):
        self.base = pathlib.Path(tempfile.mkdtemp(prefix="mailbench.", dir=base))
        self.base.chmod(0o755)
        # ext4 then spreads the runs' directories over the disk: file creation is slow where many were deleted lately.
        subprocess.run(["chattr", "+T", self.base], check=False, capture_output=True)
        self.count = 0

    def fresh(self, name):
        self.count += 1
        out = self.base / f"{self.count:03}-{name}"
        out.mkdir(mode=0o755)
        return out

    def certificate(self):
        out = self.fresh("tls")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", "/CN=localhost",
                        "-keyout", out / "key.pem", "-out", out / "cert.pem"], check=True, capture_output=True)
        return out

    def remove(self):
        shutil.rmtree(self.base, ignore_errors=True)


def sides(place, options):
    """By name: a server, or why there is none."""
    tls = place.certificate()
    program = options.program / "mailstead"
    out = {"peers": servers.Peers(place, tls), "mailstead": servers.Mailstead(place, tls, program.resolve(), options.single)}
    hibernating = servers.Peers(place, tls, hibernate=True)
    absent = {"peers": servers.Peers.missing(), "mailstead": "" if program.exists() else f"no program {program}"}
    if options.only:
        absent.update({side: NOT_ASKED for side in out if side != options.only})
    return out, hibernating, absent


def sample(servers_by_side, absent, hibernating, name, work, load, pairs):
    """A B A B: the samples of both sides, and what went wrong."""
    samples = {side: [] for side in servers_by_side}
    notes = [f"{side}: {why}" for side, why in absent.items() if why and why != NOT_ASKED]
    for _ in range(pairs):
        for side, server in servers_by_side.items():
            if absent[side] or any(note.startswith(side) for note in notes):
                continue
            if side == "peers" and name.endswith("hibernated"):
                server = hibernating
            try:
                samples[side].append(work(server, load))
            except (servers.Trouble, subprocess.SubprocessError, OSError, ValueError) as trouble:
                notes.append(str(trouble) if str(trouble).startswith(side) else f"{side}: {trouble}")
    return samples, notes


def print_noise(when):
    load = " ".join(f"{one:.2f}" for one in os.getloadavg())
    busy = ", ".join(processes.busy_neighbours()) or "none"
    print(f"{when}: load average {load} on {os.cpu_count()} cores; busy processes: {busy}", flush=True)


def chosen(patterns, quick):
    globs = patterns.split(",")
    wanted = [row for row in rows.all_rows() if any(fnmatch.fnmatch(row.name, glob) for glob in globs)]
    return [row for row in wanted if not (quick and row.slow)]


def bench(options):
    wanted = chosen(options.rows, options.quick)
    if not wanted:
        print(f"no row is named {options.rows}; there are: " + " ".join(row.name for row in rows.all_rows()), file=sys.stderr)
        return 64
    pairs = options.pairs or (1 if options.quick else 3)
    load = measure.Load(options.program / "tests" / "bench" / "bench_load")
    work = rows.measurements(options.quick)
    place = Place(options.place)
    entries = []
    try:
        by_side, hibernating, absent = sides(place, options)
        often = f"{pairs} {'pair' if pairs == 1 else 'pairs'} of runs (one for rows that take minutes)"
        print(f"Mailstead beside Postfix + Dovecot, {often}, medians; files in {place.base}")
        print_noise("before")
        report.print_head()
        found = {}
        for row in wanted:
            name = row.measurement
            if name not in found:
                found[name] = sample(by_side, absent, hibernating, name, work[name], load, min(pairs, row.pairs or pairs))
            entries.append(report.entry(row, *found[name]))
            report.print_entry(entries[-1])
        report.print_foot()
        print_noise("after")
    finally:
        if options.json:
            report.save(options.json, entries)
        if options.keep:
            print(f"kept: {place.base}")
        else:
            place.remove()
    return 0


def check(path):
    with contextlib.suppress(FileNotFoundError):
        found = report.problems(json.loads(path.read_text()))
        for problem in found:
            print(problem)
        print(f"{path}: " + (f"{len(found)} problems" if found else "every goal is met"))
        return 1 if found else 0
    print(f"{path} is not there: run `make bench` first", file=sys.stderr)
    return 66


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, help="build directory with mailstead and tests/bench/bench_load")
    parser.add_argument("--rows", default="*", help="names of rows, as comma-separated globs")
    parser.add_argument("--quick", action="store_true", help="one pair, fewer messages and connections, no row that takes minutes")
    parser.add_argument("--pairs", type=int, help="pairs of runs (default 3; quick: 1)")
    parser.add_argument("--only", choices=("peers", "mailstead"), help="measure one side")
    parser.add_argument("--single", action="store_true", help="Mailstead as one process even when root")
    parser.add_argument("--place", default="/var/tmp", help="where the servers' files go: a disk, not a tmpfs")
    parser.add_argument("--keep", action="store_true", help="leave the servers' files there")
    parser.add_argument("--json", type=pathlib.Path, help="where to write the list of results")
    parser.add_argument("--check", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.check:
        return check(options.check)
    if options.self_test:
        return self_test.run(options.program)
    if not options.program:
        parser.error("--program is needed")
    return bench(options)


if __name__ == "__main__":
    sys.exit(main())
