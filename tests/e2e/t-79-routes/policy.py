#!/usr/bin/env python3
"""policy.py FILE: a policy server on standard input and output, for one client. What it is asked is added to FILE."""
import sys

asked = {}
for line in sys.stdin:
    line = line.rstrip("\n")
    if line:
        name, _, value = line.partition("=")
        asked[name] = value
        continue
    with open(sys.argv[1], "a", encoding="utf-8") as out:
        out.writelines(f"{name}={value}\n" for name, value in asked.items())
    print("action=" + ("REJECT not by this office" if asked.get("sender", "").startswith("nasty") else "DUNNO") + "\n", flush=True)
    asked = {}
