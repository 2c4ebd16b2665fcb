"""The reference under docs/ is what the program writes now: `check_docs.py PROGRAM DOCS`. Made anew by
`mailstead manual --write docs`."""
import os
import subprocess
import sys
import tempfile


def main():
    program, docs = sys.argv[1], sys.argv[2]

    def manual(*words):
        return subprocess.run([program, "manual", *words], capture_output=True, text=True, check=True).stdout

    def text_of(*path):
        return open(os.path.join(*path)).read()

    wrong = []
    files = dict(line.split("\t") for line in manual().splitlines())
    with tempfile.TemporaryDirectory() as fresh:
        manual("--write", fresh)
        for file in files.values():
            if not os.path.exists(os.path.join(docs, file)):
                wrong.append(f"{file} is missing")
            elif text_of(docs, file) != text_of(fresh, file):
                wrong.append(f"{file} is not what the program writes")
    for page in os.listdir(os.path.join(docs, "man")):
        if f"man/{page}" not in files.values():
            wrong.append(f"man/{page} is of no command")
    topic, file = list(files.items())[-1]
    if manual(topic) != text_of(docs, file):
        wrong.append(f"{file} is not what the program prints")
    print("\n".join(wrong) or f"{len(files)} files are up to date")
    if wrong:
        print("run: mailstead manual --write docs")
    sys.exit(1 if wrong or len(files) < 4 else 0)


main()
