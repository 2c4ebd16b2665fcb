#!/usr/bin/env python3
"""Sends the same messages through Debian's Postfix and through Mailstead, with the same main.cf and master.cf, and compares
replies, envelopes, texts and cleanup's log lines. Exit 77: no Postfix here, or not root.
    run.py PROGRAM [NAME...]"""

import concurrent.futures
import os
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "lib"))
import servers  # noqa: E402
from cases import CASES, TEXT  # noqa: E402
from free_ports import free_ports  # noqa: E402


def options(values):
    return "".join(" -o { %s = %s }" % pair for pair in values.items())


def service_lines(cases, ports):
    for index, (case, port) in enumerate(zip(cases.values(), ports)):
        yield f"127.0.0.1:{port} inet n - n - - smtpd -o cleanup_service_name=cleanup{index}{options(case.get('smtpd', {}))}\n"
        yield f"cleanup{index} unix n - n - 0 cleanup{options(case.get('cleanup', {}))}\n"


def alike(text):
    """Without what has to differ: ids, times, process numbers."""
    text = re.sub(r"\b\d{14}\.[0-9A-F]{6,}@", "STAMP.ID@", text)
    text = re.sub(r"\w{3}, [ \d]\d \w{3} \d{4} [\d:]{8} [+-]\d{4} \(\w+\)", "DATE", text)
    text = re.sub(r"(id |as |warning: |^)[0-9A-F]{8,}\b", r"\1ID", text, flags=re.M)
    return text


def told(lines, count):
    """cleanup's words in each of the last `count` connections, as far as both servers have them."""
    begins = [at for at, line in enumerate(lines) if re.search(r"postfix/smtpd\[\d+\]: connect from", line)][-count:]
    return [words(lines[begin:end]) for begin, end in zip(begins, begins[1:] + [len(lines)])]


def words(lines):
    out = []
    for line in lines:
        found = re.search(r"postfix/cleanup\[\d+\]: (.*)", line)
        # What Postfix says of the machine's clock is no answer to the message.
        of_clock = found and found[1].startswith(("warning: file system clock", "warning: resetting file time stamps"))
        if found and not of_clock and " lookup error for " not in line and "message-id=" not in line:
            out.append(alike(found[1]))
    return out


def run_case(server, port, case):
    reply = server.send(port, case.get("sender", "a@x.example"), case.get("to", ["b@y.example"]), case.get("text", TEXT))
    kept = reply.startswith("250") and not any(word in str(case.get("cleanup")) for word in ("DISCARD", "HOLD"))
    if kept:
        server.handled(reply)
    mail = server.delivered(1 if kept else 0)
    sender = {one[0] for one in mail}
    recipients = sorted(who for one in mail for who in one[1])
    text = {alike(one[2]) for one in mail}
    return {"reply": alike(reply), "sender": sorted(sender), "recipients": recipients, "text": sorted(text)}


def run_all(server, lines, ports, cases):
    server.configure(lines, {})
    try:
        server.start(ports[0])
        seen = {name: run_case(server, port, case) for (name, case), port in zip(cases.items(), ports)}
    finally:
        server.stop()
    for one, said in zip(seen.values(), told(server.log(), len(seen))):
        one["log"] = said
    return seen


def compare(name, case, ours, theirs):
    differing = [part for part in ours if ours[part] != theirs[part]]
    if not differing:
        if "differs" in case:
            print(f"FAIL {name}: is said to differ ({case['differs']}), and does not")
            return False
        print(f"same {name}")
        return True
    if "differs" in case:
        print(f"diff {name}: {case['differs']}")
        return True
    print(f"FAIL {name}")
    for part in differing:
        print(f"  {part}\n    Postfix:   {theirs[part]}\n    Mailstead: {ours[part]}")
    return False


def main():
    program, wanted = sys.argv[1], sys.argv[2:]
    if not os.path.exists(servers.POSTFIX) or os.geteuid() != 0:
        print("SKIPPED: needs Debian's postfix and root")
        return 77
    cases = {name: case for name, case in CASES.items() if not wanted or name in wanted}
    with tempfile.TemporaryDirectory(prefix="cleanup-oracle.") as home:
        os.chmod(home, 0o755)
        ports = free_ports(2 * len(cases))
        halves = ports[:len(cases)], ports[len(cases):]
        both = [servers.Server("postfix", pathlib.Path(home) / "postfix"),
                servers.Server("mailstead", pathlib.Path(home) / "mailstead", os.path.abspath(program))]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            jobs = [pool.submit(run_all, server, list(service_lines(cases, half)), half, cases)
                    for server, half in zip(both, halves)]
            theirs, ours = [job.result() for job in jobs]
    good = [compare(name, case, ours[name], theirs[name]) for name, case in cases.items()]
    print(f"{sum(good)} of {len(good)} cases as they should be")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
