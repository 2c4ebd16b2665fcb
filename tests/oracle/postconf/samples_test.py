"""The sample configurations, each shown by our postconf and by the installed Postfix's: the same names, values, warnings and
layout. And each of them passes `mailstead check`."""
import os
import shutil
import subprocess

from oracle import HERE, Pair, program

QUESTIONS = (["-n"], ["-nf"], ["-nx"], ["-M"], ["-Mf"], ["-Mx"], ["-P"], ["-Px"], ["-F"])
# Values where the name or version of the program is in the expansion.
OURS = {"Mailstead": "Postfix"}


def normal(text):
    for ours, theirs in OURS.items():
        text = text.replace(ours, theirs)
    return text


def main():
    with Pair() as pair:
        samples = sorted(os.listdir(os.path.join(HERE, "samples")))
        if len(samples) < 8:
            pair.fail("samples are missing")
        for sample in samples:
            directory = os.path.join(pair.home, sample)
            shutil.copytree(os.path.join(HERE, "samples", sample), directory)
            for words in QUESTIONS:
                pair.questions += 1
                theirs, ours = pair.theirs(directory, *words), pair.ours(directory, *words)
                if (theirs.status, theirs.out, theirs.errors) != (ours.status, normal(ours.out), ours.errors):
                    pair.fail(f"{sample}: {words}")
                    for line in sorted(set(theirs.lines + theirs.errors) ^ set(normal(ours.out).splitlines() + ours.errors)):
                        print("  " + line)
            pair.questions += 1
            # Root's start wants users that only an installed server has.
            with open(os.path.join(directory, "main.cf"), "a") as out:
                out.write("process_model = single\nmail_owner = nobody\n")
            done = subprocess.run([program(), "-c", directory, "check"], capture_output=True, text=True, timeout=60)
            if done.returncode != 0 or "may start" not in done.stdout:
                pair.fail(f"{sample}: check ends with {done.returncode}\n{done.stdout}{done.stderr}")
            if sample == "misspelt" and "did you mean masquerade_classes?" not in done.stderr:
                pair.fail(f"{sample}: check does not say what was meant\n{done.stderr}")
        print(f"samples: {', '.join(samples)}; the name {OURS} in banners is the only difference")
        pair.finish()


main()
