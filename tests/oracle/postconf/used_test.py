"""Parameters marked as used are named by the source, and those that the source names are marked as used. A name counts
when it stands in a string of its own, as part of an expression ("$name"), as "{}_tls_cert_file" and the like for each
server, or in the default of a parameter that is used."""
import os
import re
import subprocess
import sys
import tempfile

PROGRAM, SOURCE = os.path.realpath(sys.argv[1]), sys.argv[2]
ROOMS = "base mime smtp conf store mda maildir mbox auth net mta lmtp imap pop3 tools server".split()
# They speak of parameters without acting on them.
TALK = {"conf/parameters.cpp", "conf/load.cpp", "server/without_effect.cpp"}
TALKING_FOLDERS = ("tools/postconf", "tools/check", "tools/manual")
SERVERS = ("smtpd", "imapd", "pop3d", "lmtpd", "smtp", "lmtp")
# Its values of lmtp_ parameters come by the names of their smtp_ twins.
TWINS = "server/settings_smtp_client.cpp"


def table():
    with tempfile.TemporaryDirectory() as home:
        with open(os.path.join(home, "main.cf"), "w") as out:
            out.write("compatibility_level = 3.6\n")
        listed = subprocess.run([PROGRAM, "-c", home, "check", "--parameters", "all"], capture_output=True, text=True, check=True)
        defaults = subprocess.run([PROGRAM, "postconf", "-c", home, "-d"], capture_output=True, text=True, check=True)
    marks = dict(line.split("\t")[:2] for line in listed.stdout.splitlines() if "\t" in line)
    values = dict(line.split(" =", 1) for line in defaults.stdout.splitlines() if " =" in line)
    return marks, values


def strings_of(path):
    with open(path) as text:
        source = re.sub(r"//[^\n]*", "", text.read())
    # The words that some parameters may have are no use of them.
    source = re.sub(r"constexpr choice choices\[\] = \{.*?\n\};", "", source, flags=re.S)
    return re.findall(r'"((?:[^"\\\n]|\\.)*)"', source)


def sources():
    for room in ROOMS:
        for folder, _, files in os.walk(os.path.join(SOURCE, room)):
            for file in files:
                path = os.path.relpath(os.path.join(folder, file), SOURCE)
                if file.endswith((".cpp", ".h")) and path not in TALK and not path.startswith(TALKING_FOLDERS):
                    yield path


def named(marks):
    out = {}
    for path in sources():
        for text in strings_of(os.path.join(SOURCE, path)):
            names = [text, *re.findall(r"\$[({]?(\w+)", text)]
            if "_tls_" in text or "_sasl_" in text:
                suffix = text.removeprefix("{}")
                names += [server + suffix for server in SERVERS if suffix.startswith("_")]
            if path == TWINS:
                names += [re.sub("_[eh][he]lo_", "_lhlo_", "lmtp_" + name[5:]) for name in names if name.startswith("smtp_")]
            for name in names:
                if name in marks:
                    out.setdefault(name, path)
    return out


def main():
    marks, values = table()
    found = named(marks)
    found |= {"compatibility_level": "the defaults", "config_directory": "the command line",
              "mail_version": "the build", "mail_release_date": "the build"}
    waiting = list(found)
    while waiting:
        name = waiting.pop()
        for inner in re.findall(r"\$[({]*(\w+)", values.get(name, "")):
            if inner in marks and inner not in found:
                found[inner] = f"the default of {name}"
                waiting.append(inner)
    wrong = 0
    for name, mark in sorted(marks.items()):
        if (mark == "used") == (name in found):
            continue
        wrong += 1
        where = f"named by {found[name]}" if name in found else "named nowhere"
        print(f"{name} is marked {mark} and {where}")
    print(f"{len(marks)} parameters, {sum(mark == 'used' for mark in marks.values())} used, {wrong} marked wrongly")
    if len(marks) < 900 or len(found) < 100:
        sys.exit("the table or the source was not found")
    sys.exit(1 if wrong else 0)


main()
