"""What these tests share: both postconf programs on one directory, and their answers."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))


def program():
    if len(sys.argv) < 2:
        sys.exit("usage: PROGRAM")
    return os.path.realpath(sys.argv[1])


def postfix():
    """Path of the installed Postfix's postconf, or the end of the test."""
    found = shutil.which("postconf", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if not found:
        print("SKIPPED: Postfix's postconf is not installed (packaging/dependencies.sh test)")
        sys.exit(77)
    return found


def once_read(errors):
    """Postfix may read main.cf twice, and then tells of a name given twice at its first line too: that is left out."""
    told = {}
    for text in errors:
        if found := re.search(r", line (\d+): overriding earlier entry: (\S+?)=", text):
            told.setdefault(found[2], {})[int(found[1])] = text
    again = [lines[min(lines)] for lines in told.values() if len(lines) > 1]
    return [text for text in errors if text not in again]


class Answer:
    def __init__(self, done):
        self.status = done.returncode
        self.out = done.stdout
        self.lines = done.stdout.splitlines()
        # The same warning may be said once or often, and in any order.
        self.errors = sorted(set(done.stderr.splitlines()))

    def values(self):
        """name -> value of "name = value" lines."""
        pairs = (line.partition(" =") for line in self.lines)
        return {name: value.strip() for name, _, value in pairs}


def ask(command, directory, *arguments):
    environment = {key: text for key, text in os.environ.items() if not key.startswith("MAIL_")}
    environment["LC_ALL"] = "C"
    name = "postconf" if len(command) == 1 else command[0]
    return Answer(subprocess.run([name, *command[1:], "-c", directory, *arguments], executable=command[0],
                                 capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, env=environment))


class Pair:
    """Both programs, and a directory of their own for each question that edits."""

    def __init__(self):
        self.theirs_command = [postfix()]
        self.ours_command = [program(), "postconf"]
        self.home = tempfile.mkdtemp(prefix="mailstead-oracle-")
        self.failures = 0
        self.questions = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.home, ignore_errors=True)

    def directory(self, name, main, master):
        path = os.path.join(self.home, name)
        os.makedirs(path, exist_ok=True)
        for file, text in (("main.cf", main), ("master.cf", master)):
            with open(os.path.join(path, file), "w") as out:
                out.write(text)
            # Postfix waits for a file that has only just changed.
            os.utime(os.path.join(path, file), (10**9, 10**9))
        return path

    def theirs(self, directory, *arguments):
        answer = ask(self.theirs_command, directory, *arguments)
        answer.errors = once_read(answer.errors)
        return answer

    def ours(self, directory, *arguments):
        return ask(self.ours_command, directory, *arguments)

    def fail(self, text):
        self.failures += 1
        print("DIFFERENT: " + text)

    def finish(self):
        print(f"{self.questions} questions, {self.failures} differences without an explanation")
        sys.exit(1 if self.failures else 0)
