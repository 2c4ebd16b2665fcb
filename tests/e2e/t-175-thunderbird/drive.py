#!/usr/bin/env python3
"""drive.py PROFILE HOST USER PASSWORD METHOD STEP...: Thunderbird without a window, told by its remote protocol (Marionette) to take
the steps of steps.js, each NAME or NAME=VALUE, for somebody who logs in by METHOD. Prints what each found, a line each; exits 1 when
one fails."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

LIMIT = 100


class Marionette:
    def __init__(self, port):
        end = time.monotonic() + 60
        while True:
            try:
                self.wire = socket.create_connection(("127.0.0.1", port), timeout=60)
                break
            except OSError:
                if time.monotonic() > end:
                    raise SystemExit("Thunderbird does not listen") from None
                time.sleep(0.2)
        self.buffer, self.number = b"", 0
        self.receive()

    def receive(self):
        while b":" not in self.buffer:
            self.buffer += self.more()
        size, _, self.buffer = self.buffer.partition(b":")
        while len(self.buffer) < int(size):
            self.buffer += self.more()
        out, self.buffer = self.buffer[: int(size)], self.buffer[int(size):]
        return json.loads(out)

    def more(self):
        piece = self.wire.recv(65536)
        if not piece:
            raise SystemExit("Thunderbird has gone")
        return piece

    def ask(self, command, **parameters):
        self.number += 1
        text = json.dumps([0, self.number, command, parameters]).encode()
        self.wire.sendall(str(len(text)).encode() + b":" + text)
        _, _, error, result = self.receive()
        if error:
            raise SystemExit(f"{command}: {error.get('error')}: {error.get('message')}")
        return result.get("value") if isinstance(result, dict) and "value" in result else result


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


# HOST is this machine, no window asks, and nothing looks for the world.
def write_preferences(profile, port, host):
    wanted = {"marionette.port": port, "network.dns.localDomains": host, "network.dns.disableIPv6": True,
              "security.default_personal_cert": "Select Automatically",
              "mail.provider.suppress_dialog_on_startup": True, "mail.spotlight.firstRunDone": True, "mail.winsearch.firstRunDone": True,
              "mailnews.start_page.enabled": False, "app.update.auto": False, "app.update.enabled": False, "datareporting.policy.dataSubmissionEnabled": False,
              "toolkit.telemetry.enabled": False, "extensions.update.enabled": False, "mail.shell.checkDefaultClient": False, "app.donation.eoy.version.viewed": 99,
              "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False, "mail.biff.show_alert": False,
              "services.settings.server": "http://127.0.0.1:9/", "browser.safebrowsing.malware.enabled": False, "browser.safebrowsing.phishing.enabled": False,
              "mail.server.default.offline_download": False, "mail.server.default.autosync_offline_stores": False, "security.sandbox.content.level": 0}
    os.makedirs(profile, exist_ok=True)
    with open(f"{profile}/user.js", "w", encoding="utf-8") as file:
        file.writelines(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in wanted.items())


def take(steps, on, person):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "steps.js"), encoding="utf-8") as file:
        script = file.read()
    on.ask("WebDriver:NewSession", capabilities={})
    on.ask("Marionette:SetContext", value="chrome")
    on.ask("WebDriver:SetTimeouts", script=40000)
    for step in steps:
        name, _, value = step.partition("=")
        came = on.ask("WebDriver:ExecuteAsyncScript", script=script, args=[name, value, person], sandbox="system", newSandbox=True)
        if "error" in came:
            raise SystemExit(f"{step}: {came['error']}")
        print(f"{name}: {came['said']}", flush=True)


def main():
    profile, host, user, password, method, *steps = sys.argv[1:]
    port = free_port()
    write_preferences(profile, port, host)
    command = ["thunderbird", "--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", profile]
    with open(f"{profile}/output", "wb") as output:
        one = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
    signal.signal(signal.SIGALRM, lambda *_: sys.exit("too late"))
    signal.alarm(LIMIT)
    try:
        take(steps, Marionette(port), {"host": host, "user": user, "password": password, "method": method})
    finally:
        signal.alarm(0)
        os.killpg(one.pid, signal.SIGKILL)
        one.wait()


if __name__ == "__main__":
    sys.exit(main())
