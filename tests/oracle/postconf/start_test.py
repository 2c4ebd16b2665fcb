"""Each sample configuration starts: its main.cf unchanged, its rows on free loopback ports, its directories in a place
of its own by lines at the end of main.cf. Bounded in time; what was started is stopped by its process id."""
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../lib"))
from free_ports import free_ports  # noqa: E402
from oracle import HERE, program  # noqa: E402

PATIENCE = 30


def prepare(sample, home):
    etc = os.path.join(home, "etc")
    shutil.copytree(os.path.join(HERE, "samples", sample), etc)
    with open(os.path.join(etc, "main.cf"), "a") as out:
        out.write(f"queue_directory = {home}/queue\ndata_directory = {home}/data\nprocess_model = single\nmaillog_file = {home}/log\n")
        out.write(f"virtual_mailbox_base = {home}/mail\n")
    rows, ports = [], []
    with open(os.path.join(etc, "master.cf")) as text:
        for row in text.read().splitlines():
            if re.match(r"\S+\s+inet\s", row):
                ports += free_ports(1)
                row = re.sub(r"^\S+", f"127.0.0.1:{ports[-1]}", row)
            rows.append(row)
    with open(os.path.join(etc, "master.cf"), "w") as out:
        out.write("\n".join(rows) + "\n")
    return etc, ports


def as_user(home):
    """Root would need users of the server's own: nobody serves then, and owns the directory."""
    if os.geteuid() != 0:
        return [program()]
    copy = os.path.join(home, "mailstead")
    shutil.copy(program(), copy)
    subprocess.run(["chown", "-R", "nobody:nogroup", home], check=True)
    os.chmod(home, 0o755)
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", copy]


def greeting(port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
        return one.recv(200).decode(errors="replace")


def serve(sample):
    home = tempfile.mkdtemp(prefix="mailstead-start-")
    server = None
    try:
        etc, ports = prepare(sample, home)
        command = as_user(home)
        errors = os.path.join(home, "stderr")
        with open(errors, "w") as into:
            server = subprocess.Popen([*command, "-c", etc, "run"], stderr=into, stdout=subprocess.DEVNULL)
        said, end = "", time.monotonic() + PATIENCE
        while "mailstead ready:" not in said:
            with open(errors) as text:
                said = text.read()
            if server.poll() is not None or time.monotonic() > end:
                return f"not ready: {said}"
            time.sleep(0.05)
        for port in ports:
            if "wrappermode" in open(os.path.join(etc, "master.cf")).read() and port == ports[-1]:
                continue    # it speaks TLS first, and the sample has no certificate
            if not (text := greeting(port)).startswith("220 "):
                return f"port {port} greets with {text!r}"
        server.send_signal(signal.SIGTERM)
        status = server.wait(15)
        return "" if status == 0 else f"ended with {status}"
    finally:
        if server and server.poll() is None:
            server.kill()
            server.wait()
        shutil.rmtree(home, ignore_errors=True)


def main():
    wrong = 0
    samples = sorted(os.listdir(os.path.join(HERE, "samples")))
    for sample in samples:
        trouble = serve(sample)
        print(f"{sample}: {trouble or 'starts, greets and stops'}")
        wrong += bool(trouble)
    sys.exit(1 if wrong or len(samples) < 8 else 0)


main()
