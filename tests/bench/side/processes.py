"""What processes cost, read from /proc: CPU seconds, memory, and the machine's other work."""

import os
import signal
import time

TICKS = os.sysconf("SC_CLK_TCK")


def _stat(pid):
    """(parent, CPU seconds with those of reaped children, own CPU seconds), or None when the process is gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    own, children = (sum(int(n) for n in fields[at : at + 2]) / TICKS for at in (11, 13))
    return int(fields[1]), own + children, own


def tree(roots):
    """The pids of `roots` and all their descendants that live now."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (found := _stat(entry)):
            children.setdefault(found[0], []).append(int(entry))
    out, waiting = [], [pid for pid in roots if _stat(pid)]
    while waiting:
        pid = waiting.pop()
        out.append(pid)
        waiting += children.get(pid, [])
    return sorted(out)


def name(pid):
    """The program's name; empty when the process is gone."""
    try:
        with open(f"/proc/{pid}/comm", encoding="ascii", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""


def cpu_seconds(roots):
    """User and system time of the trees, children that ended included. Read again when a process came or went
    meanwhile, since its time would be counted twice or not at all."""
    for _ in range(20):
        pids = tree(roots)
        found = [_stat(pid) for pid in pids]
        if None not in found and tree(roots) == pids:
            break
    return sum(entry[1] for entry in found if entry)


def pss_kib(roots):
    """Proportional set size of the trees: shared pages are shared out, nothing counts twice."""
    total = 0
    for pid in tree(roots):
        try:
            with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
                total += sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
        except OSError:
            pass
    return total


def settled_pss_kib(roots, patience=30):
    """The same once it has stopped moving: what was given back a moment later is nobody's cost."""
    last, deadline = pss_kib(roots), time.monotonic() + patience
    while time.monotonic() < deadline:
        time.sleep(3)
        now = pss_kib(roots)
        if abs(now - last) <= 0.002 * last:
            return now
        last = now
    return last


def end(process, patience=15):
    """Stops a server that we started: SIGTERM to it alone, SIGKILL for what of its tree is left after `patience`."""
    pids = tree([process.pid])
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(patience)
    except Exception:
        process.kill()
        process.wait()
    until = time.monotonic() + 5
    while left := [pid for pid in pids if _is_alive(pid)]:
        if time.monotonic() > until:
            for pid in left:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            return
        time.sleep(0.05)


def _is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[0] not in (b"Z", b"X")
    except OSError:
        return False


def machine_busy_seconds():
    """CPU seconds that all work on this machine has taken since its start."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _idle, _wait, irq, softirq = (int(n) for n in file.readline().split()[1:8])
    return (user + nice + system + irq + softirq) / TICKS


def busy_neighbours(seconds=1.0):
    """Names and CPU shares of the processes that are busy now, busiest first; for the report."""
    def times():
        out = {}
        for entry in os.listdir("/proc"):
            if entry.isdigit() and (found := _stat(entry)):
                out[entry] = found[2]
        return out

    before = times()
    time.sleep(seconds)
    after = times()
    shares = sorted(((after[pid] - before.get(pid, after[pid])) / seconds, pid) for pid in after)[::-1]
    out = []
    for share, pid in shares[:5]:
        program = name(pid)
        if program and share >= 0.02 and pid != str(os.getpid()):
            out.append(f"{program} {share:.0%}")
    return out
