"""The reference under docs/ is what the program prints now: `check_docs.py PROGRAM DOCS`. Made anew by
`mailstead manual --write docs`."""
import os
import subprocess
import sys


def main():
    program, docs = sys.argv[1], sys.argv[2]

    def manual(*words):
        return subprocess.run([program, "manual", *words], capture_output=True, text=True, check=True).stdout

    wrong = []
    files = dict(line.split("\t") for line in manual().splitlines())
    for topic, file in files.items():
        path = os.path.join(docs, file)
        if not os.path.exists(path):
            wrong.append(f"{file} is missing")
        elif open(path).read() != manual(topic):
            wrong.append(f"{file} is not what the program prints")
    for page in os.listdir(os.path.join(docs, "man")):
        if f"man/{page}" not in files.values():
            wrong.append(f"man/{page} is of no command")
    print("\n".join(wrong) or f"{len(files)} files are up to date")
    if wrong:
        print("run: mailstead manual --write docs")
    sys.exit(1 if wrong or len(files) < 4 else 0)


main()
