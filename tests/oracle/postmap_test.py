#!/usr/bin/env python3
"""Our postmap and postalias beside the installed Postfix's, the same command lines on the same files.

Usage: postmap_test.py PROGRAM [-v]. Exit status 77: no Postfix here. Compared are the exit status, standard output and
the complaints on standard error. It fails when fewer than PAIRS_WANTED lookups could be compared, when anything differs
that the list below does not explain, and when something in that list explains nothing any more.
"""
import concurrent.futures
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

from table_servers import start_servers

PAIRS_WANTED = 300
HERE = pathlib.Path(__file__).resolve().parent / "postmap"
KNOWN_DIRECTORIES = "/usr/sbin:/usr/bin:/sbin:/bin"

INDEXED = ("hash:access", "btree:transport", "lmdb:access", "cdb:access", "lmdb:canonical", "hash:canonical", "lmdb:crlf")
KINDS = ("hash", "btree", "lmdb", "cdb")
NEEDED_TYPES = (*KINDS, "pcre", "sqlite")    # those that come in packages of their own, or may be left out of a build
NOBODY = 65534

# What differs on purpose: where (a pattern for the comparison's name), in what, and why.
MEANT = [
    (r"^list cdb:", "all", "cdb files can be listed here; Postfix has no sequence operation for them"),
    (r"^(change|erase|lookup after change) .*cdb", "all", "cdb files can be changed here: they are made anew as a whole"),
    (r"^erase .*lmdb:none", "all", "a table that is not there is an error; Postfix makes an empty one and says 'not found'"),
    (r"^erase (x )?(environ|static|fail):", "complaints", "every type that cannot be changed gets the same words"),
    (r"^erase \[''\] lmdb", "all", "the empty key is one that is not there; Postfix gives LMDB's error"),
    (r"^list fail:", "complaints", "fail has no rows, like every other type without them"),
    (r"^lookup \['-n'\] hash:", "all", "keys are found with and without a trailing NUL: -n and -N say what is written"),
    (r"^lookup environ:x [A-Z]", "all", "variables have upper-case names: keys are not folded; in Postfix that takes -f"),
    (r"^lookup sqlite:./missing", "all", "a database file that is not there is a failure; SQLite makes an empty one for Postfix"),
    (r"^lookup sqlite:./name.sqlite.cf bob", "complaints", "why the lookup failed stands in the failure itself"),
    (r"^lookup tcp:.* temporary", "complaints", "what the server said is told; Postfix keeps it to itself"),
    (r"^list (sqlite|tcp|unix):access", "complaints", "a table that cannot be opened is refused in other words, or sooner"),
    (r"^message -h?b?m crlf", "output", "lines that end in CRLF are lines: Postfix takes the CR for text and misses inner headers"),
    (r"^build long key", "complaints", "the line and the limit are named; Postfix gives LMDB's own error"),
    (r"^build directory", "all", "a directory is not a source; Postfix makes an empty table of it"),
    (r"^build nul", "complaints", "a NUL in a line is named and the line left out; Postfix cuts the line there"),
    (r"^alias empty name", "complaints", "an empty name cannot be looked up and is named; Postfix complains when it lists it"),
    (r"^alias unbalanced", "complaints", "a quote that is never closed is named"),
    (r"^main.cf with a warning", "complaints", "an overridden entry is told once; Postfix tells it in both directions"),
]

# Complaints that say the same in other words: patterns to replace in either's, and why.
SAME = [
    (r"^(fatal: .*query error).*", r"\1", "the reason of a failed query is the system's or ours"),
    (r"^(fatal: unsupported dictionary type: [^ .]*)( \(supported.*|\. Is the .* installed\?)$", r"\1", "ours names the supported types"),
    (r"^(warning: \S+?)(, line \d+)?(: logical line must not start with whitespace)", r"\1\3", "ours has the line's number"),
    (r"^(.*table (hash|btree|cdb):\S+?)\.(db|cdb):", r"\1:", "Postfix puts the file's name in place of the table's in some"),
    (r"^(warning: \S+, line \d+: duplicate entry: ).*", r"\1", "Postfix's texthash shows the key unfolded"),
    (r": (skipping|ignoring) this rule$", "", "said of some rules only by one or the other"),
    (r"ignoring ENDIF without matching IF$", "ENDIF without IF", "other words"),
    (r"^(warning: )(regexp|pcre) map \S+, line \d+: (empty macro name)", r"\1\3", "Postfix does not know the line here"),
    (r"^warning: .*(lookup error|map reply|socketmap server).*", "warning: lookup error", "other words for what a server said"),
    (r"^warning: .*Expansion limit exceeded.*", "warning: lookup error", "other words"),
    (r"^fatal: (dict_sqlite_lookup|table sqlite:).*", "fatal: query error", "Postfix gives up where ours answers with a failure"),
    (r"^fatal: sqlite:\S+: open", "fatal: open", "ours names the table too"),
    (r"^fatal: (unix:\S+: )?unknown table:.*", "fatal: unknown table", "ours says which there are"),
    (r" -- ignoring this line$", "", "said by some of Postfix's tables only"),
    (r"\?", "", "bytes that cannot be shown"),
]


class Side:
    """One of the two programs, in a directory of its own."""

    def __init__(self, name, directory, tools):
        self.name, self.directory, self.tools = name, directory, tools
        shutil.copytree(HERE / "tables", directory)
        (directory / "conf").mkdir()
        (directory / "conf" / "main.cf").write_text("compatibility_level = 3.6\nmyhostname = host.example.com\n")
        database = sqlite3.connect(directory / "accounts.sqlite")
        database.executescript((directory / "accounts.sql").read_text())
        database.close()

    def run(self, tool, *args, stdin=b""):
        environment = {"MAIL_CONFIG": str(self.directory / "conf"), "PATH": KNOWN_DIRECTORIES, "HOME": "/root", "LC_ALL": "C"}
        done = subprocess.run([str(self.tools / tool), *args], input=stdin, cwd=self.directory, env=environment,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        here = f"{self.directory}/".encode()    # the two have different ones
        return done.returncode, done.stdout, complaints(done.stderr.replace(here, b""))


def complaints(text):
    """Sorted, without the program's name, in words that both have in common."""
    out = []
    for line in text.decode("utf-8", "replace").splitlines():
        line = re.sub(r"^(postmap|postalias|newaliases|sendmail): ", "", line)
        line = re.sub(r"[^\x20-\x7e]", "?", line)
        for pattern, words, _ in SAME:
            line = re.sub(pattern, words, line)
        if line not in out:
            out.append(line)
    return sorted(out)


def without_time(text):
    return re.sub(rb"(?m)^(YP_LAST_MODIFIED:\s)\d{10}$", rb"\1TIME", text)


class Comparison:
    def __init__(self, theirs, ours, verbose):
        self.sides, self.verbose = (theirs, ours), verbose
        self.pairs, self.names = 0, []
        self.failures, self.used = [], set()

    def same(self, name, tool, *args, stdin=b"", any_order=False):
        self.names.append(name)
        both = [side.run(tool, *args, stdin=stdin) for side in self.sides]
        both = [(status, without_time(out), said) for status, out, said in both]
        if any_order:
            both = [(status, sorted(out.splitlines()), said) for status, out, said in both]
        self.judge(name, dict(zip(("status", "output", "complaints"), zip(*both))))

    def write(self, name, content, mode=0o644):
        for side in self.sides:
            path = side.directory / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
            path.chmod(mode)

    def same_value(self, name, ask):
        self.names.append(name)
        self.judge(name, {"output": tuple(map(ask, self.sides))})

    def judge(self, name, facts):
        if self.verbose:
            print(name, facts)
        for what, (theirs, ours) in facts.items():
            if theirs == ours:
                continue
            meant = [i for i, (where, part, _) in enumerate(MEANT) if part in (what, "all") and re.search(where, name)]
            self.used.update(meant)
            if not meant:
                self.failures.append(f"{name}: {what}\n  Postfix:   {theirs!r}\n  Mailstead: {ours!r}")


def key_bytes(key):
    """A key of the corpus as an argument."""
    def byte(escape):
        return {b"e": b"", b"t": b"\t", b"n": b"\n", b"r": b"\r"}.get(escape[1]) or bytes.fromhex(escape[1][1:].decode())
    return b"" if key == "\\e" else re.sub(rb"\\(x[0-9a-f]{2}|[tnr])", byte, key.encode())


def corpus(ports):
    table = None
    for line in (HERE / "corpus.txt").read_text().splitlines():
        if line.startswith("= "):
            table = line[2:]
            for name, port in ports.items():
                table = table.replace("{%s}" % name, str(port))
        elif table and line:
            yield table, key_bytes(line)


def compare_lookups(test, ports):
    for table in INDEXED:
        test.same(f"build {table}", "postmap", table)
    with concurrent.futures.ThreadPoolExecutor(max_workers=4) as pool:
        asked = [pool.submit(test.same, f"lookup {table} {key.decode('utf-8', 'replace')}", "postmap", "-q", key, table)
                 for table, key in corpus(ports)]
        test.pairs = sum(done.result() is None for done in asked)    # result() passes on what went wrong
    keys = b"\n".join(key for table, key in corpus(ports) if table == "hash:access")
    for tables in (["hash:access"], ["btree:transport", "lmdb:access"], ["inline:{a=b}", "fail:x"], ["texthash:access"]):
        test.same(f"lookup list {tables}", "postmap", "-q", "-", *tables, stdin=keys)
    test.same("lookup list of nothing", "postmap", "-q", "-", "hash:access", stdin=b"")
    test.same("lookup list not found", "postmap", "-q", "-", "hash:access", stdin=b"nosuch\n")
    test.same("lookup several tables", "postmap", "-q", "user@example.org", "hash:access", "btree:transport")
    test.same("lookup several, one fails", "postmap", "-q", "x", "hash:access", "fail:x", "btree:transport")
    test.same("lookup several, one is missing", "postmap", "-q", "x", "hash:none", "btree:transport")
    for options in (["-f"], ["-u"], ["-n"], ["-N"], ["-w"], ["-r"], ["-o"]):
        for table in ("hash:access", "texthash:access", "inline:{A=b}", "regexp:rules.regexp"):
            for key in ("Example.Com", "duplicate.example.com", "A", "a", "NOCASE"):
                test.same(f"lookup {options} {table} {key}", "postmap", *options, "-q", key, table)


def compare_messages(test, _):
    message = (HERE / "tables" / "message").read_bytes()
    texts = {
        "parts": message,
        "no header": b"no header here\nSubject: make money\n",
        "odd headers": b"Subject : make money\nSUBJECT:make money\n : z\nFrom me\nSubject: make money late\n",
        "mbox line": b"From abc Sun\nSubject: make money\n",
        "begins with space": b" continues secret\nSubject: make money\n",
        "header only": b"Subject: make money",
        "crlf": message.replace(b"\n", b"\r\n"),
        "empty": b"",
        "empty header": b"\nbody secret\n",
        "unfinished parts": message[:-60],
        "header in a part ends early": b"Content-Type: multipart/mixed; boundary=b\n\n--b\nA: b\nno header secret\nB: secret\n--b--\n",
    }
    for name, text in texts.items():
        for options in ("-h", "-b", "-hb", "-hm", "-bm", "-hbm", "-m", "-hU"):
            test.same(f"message {options} {name}", "postmap", options, "-q", "-", "regexp:headers.regexp", stdin=text)
    test.same("message with two tables", "postmap", "-hq", "-", "inline:{a=b}", "regexp:headers.regexp", stdin=message)
    test.same("message and a failure", "postmap", "-hq", "-", "fail:x", "regexp:headers.regexp", stdin=message)
    for words in (["-h", "-q", "x"], ["-b"], ["-hs"], ["-m", "-d", "x"]):
        test.same(f"message {words}", "postmap", *words, "regexp:headers.regexp")


def compare_kinds(test, _):
    for kind in KINDS:
        for options in ([], ["-w"], ["-r"], ["-rw"], ["-wr"], ["-f"], ["-u"], ["-n"], ["-N"], ["-o"]):
            for source in ("access", "canonical", "crlf") if options in ([], ["-u"]) else ("access",):
                name = f"{options} {kind}:{source}"
                test.same(f"build {name}", "postmap", *options, f"{kind}:{source}")
                test.same(f"list {kind}: {name}", "postmap", "-s", f"{kind}:{source}", any_order=True)
                test.same(f"lookup after {name}", "postmap", "-q", "duplicate.example.com", f"{kind}:{source}")
        name = {"hash": "crlf.db", "btree": "crlf.db", "lmdb": "crlf.lmdb", "cdb": "crlf.cdb"}[kind]
        for index_age, source_age in ((3600, 200), (3600, 10), (200, 3600)):
            for side in test.sides:
                for file, age in ((name, index_age), ("crlf", source_age)):
                    os.utime(side.directory / file, (time.time() - age, time.time() - age))
            test.same(f"lookup {kind} of age {index_age} of a source of age {source_age}", "postmap", "-q", "one", f"{kind}:crlf")
        test.same(f"build {kind}:none", "postmap", f"{kind}:none")
        test.same(f"build {kind}: in no folder", "postmap", f"{kind}:none/none")
        test.same(f"build several {kind}", "postmap", f"{kind}:access", f"{kind}:none", f"{kind}:crlf")


def compare_builds(test, _):
    test.same("build default type", "postmap", "access")
    test.same("list default type", "postmap", "-s", "access", any_order=True)
    for table in ("texthash:access", "cidr:rules.cidr", "regexp:access", "pcre:access", "static:access", "unix:access", "nosuch:access",
                  "nosuch:none", "inline:{a=b}", "proxy:hash:access", "sqlite:access", "tcp:access", "", ":access", "lmdb:"):
        test.same(f"build {table}", "postmap", table)
        test.same(f"list {table}", "postmap", "-s", table, any_order=True)
        test.same(f"erase {table}", "postmap", "-d", "x", table) if not table.startswith("proxy") else None
    for table in ("inline:{ {a = b c}, d=e }", "fail:x", "environ:x", "texthash:none", "hash:none", "cdb:none"):
        test.same(f"list {table}", "postmap", "-s", table, any_order=True)
    test.write("long", b"short v\n" + b"k" * 600 + b" v\n")
    test.same("build long key lmdb", "postmap", "lmdb:long")
    test.same_value("no file after a failed build", lambda side: sorted(p.name for p in side.directory.glob("long.lmdb.tmp")))
    test.write("nul", b"key va\0lue\nother v\n")
    test.same("build nul", "postmap", "lmdb:nul")
    test.write("lead", b"  leading space\nother v\n")
    test.same("build leading space", "postmap", "lmdb:lead")
    test.same("list leading space", "postmap", "-s", "lmdb:lead")
    test.same("build directory", "postmap", "lmdb:conf")
    test.same("build and list without a last newline", "postmap", "lmdb:crlf")


def compare_files_as_values(test, _):
    for table in ("lmdb:files", "hash:files", "cdb:files", "hash:notfiles"):
        test.same(f"build {table}", "postmap", *([] if "not" in table else ["-F"]), table)
    for table in ("lmdb:files", "hash:files", "cdb:files", "texthash:files", "hash:notfiles", "inline:{one=file1}", "static:file2"):
        for key in ("one", "two", "three", "four", "five", "bad", "good"):
            test.same(f"file {table} {key}", "postmap", "-F", "-q", key, table)
        test.same(f"file list {table}", "postmap", "-F", "-q", "-", table, stdin=b"one\ntwo\ngood\n")
    for table in ("lmdb:files", "hash:notfiles", "texthash:files"):
        test.same(f"list file {table}", "postmap", "-Fs", table, any_order=True)
        test.same(f"list file as stored {table}", "postmap", "-s", table, any_order=True)


def compare_changes(test, _):
    for kind in KINDS:
        test.write("t", b"a 1\nb 2\nc 3\n")
        test.same(f"build {kind}:t", "postmap", f"{kind}:t")
        for options, rows in (("-i", b"a 9\nd 4\nD 5\n"), ("-ir", b"A 9\ne 4\n"), ("-iw", b"a 10\nf 4\n"), ("-i", b"alone\n"),
                              ("-i", b""), ("-if", b"UPPER x\n")):
            test.same(f"change {options} {kind}:t", "postmap", options, f"{kind}:t", stdin=rows)
            test.same(f"list {kind}:t after {options}", "postmap", "-s", f"{kind}:t", any_order=True)
        for keys in (["a"], ["a"], ["B"], [""]):
            test.same(f"erase {keys} {kind}:t", "postmap", "-d", *keys, f"{kind}:t")
        test.same(f"erase -f {kind}:t", "postmap", "-fd", "UPPER", f"{kind}:t")
        test.same(f"erase several {kind}:t", "postmap", "-d", "-", f"{kind}:t", stdin=b"c\nnosuch\n")
        test.same(f"erase none of several {kind}:t", "postmap", "-d", "-", f"{kind}:t", stdin=b"nosuch\nnor this")
        test.same(f"list {kind}:t after erasing", "postmap", "-s", f"{kind}:t", any_order=True)
        test.same(f"change {kind}:new", "postmap", "-i", f"{kind}:new-{kind}", stdin=b"a 1\n")
        test.same(f"list {kind}:new", "postmap", "-s", f"{kind}:new-{kind}", any_order=True)
        test.same(f"erase in two {kind}", "postmap", "-d", "a", f"{kind}:new-{kind}", f"{kind}:t")
        test.same(f"erase x {kind}:none", "postmap", "-d", "x", f"{kind}:none")
    test.same("erase x environ:x", "postmap", "-d", "x", "environ:x")


def compare_permissions(test, _):
    for mode in (0o600, 0o640, 0o644, 0o664, 0o604, 0o755):
        for options in ([], ["-p"]):
            for kind in KINDS if mode == 0o640 else ("lmdb",):
                test.write("m", b"a b\n", mode)
                name = {"hash": "m.db", "btree": "m.db", "lmdb": "m.lmdb", "cdb": "m.cdb"}[kind]
                for side in test.sides:
                    (side.directory / name).unlink(missing_ok=True)
                test.same(f"build {mode:o} {options} {kind}", "postmap", *options, f"{kind}:m")
                test.same_value(f"mode {mode:o} {options} {kind}", lambda side: oct((side.directory / name).stat().st_mode))
    if os.getuid() != 0:
        print("the tests of owners need root: left out")
        return
    for side in test.sides:
        (side.directory / "own").mkdir()
        os.chown(side.directory / "own", NOBODY, NOBODY)
    test.write("own/x", b"a b\n")
    test.write("not-own", b"a b\n")
    for side in test.sides:
        os.chown(side.directory / "own" / "x", NOBODY, NOBODY)
        os.chown(side.directory / "not-own", NOBODY, NOBODY)
    test.same("build as the owner", "postmap", "lmdb:own/x")
    test.same_value("owner of the result", lambda side: (side.directory / "own" / "x.lmdb").stat().st_uid)
    test.same("change of another's", "postmap", "-i", "lmdb:own/x", stdin=b"c d\n")
    test.same("erase of another's", "postmap", "-d", "c", "lmdb:own/x")
    test.same_value("owner after changes", lambda side: (side.directory / "own" / "x.lmdb").stat().st_uid)
    test.same("build where the owner may not", "postmap", "lmdb:not-own")
    test.same("build as root", "postmap", "-o", "lmdb:not-own")
    for side in test.sides:
        os.chown(side.directory / "not-own.lmdb", NOBODY, NOBODY)
    test.same("build where the owner may not, over his own", "postmap", "lmdb:not-own")
    test.same_value("owner of what replaced it", lambda side: (side.directory / "not-own.lmdb").stat().st_uid)
    for side in test.sides:
        (side.directory / "not-own.lmdb").unlink()
    test.same("build as root again", "postmap", "-o", "lmdb:not-own")
    test.same_value("owner when root stays root", lambda side: (side.directory / "not-own.lmdb").stat().st_uid)


def compare_command_lines(test, _):
    for tool in ("postmap", "postalias"):
        for words in ([], ["-q"], ["-c"], ["-d"], ["-?"], ["-X"], ["-q", "x"], ["-d", "x"], ["-s"], ["-q", "a", "-q", "b", "hash:access"],
                      ["-s", "-q", "a", "hash:access"], ["-q", "a", "-s", "hash:access"], ["-d", "a", "-s", "hash:access"],
                      ["-qa", "inline:{a=b}"], ["-q", "a", "--", "inline:{a=b}"], ["inline:{a=b}", "-q", "a"],
                      ["-c", "none", "-q", "a", "inline:{a=b}"], ["-c", "conf", "-q", "a", "inline:{a=b}"], ["-b", "hash:access"],
                      ["-T", "hash:access"], ["-t", "hash:access"]):
            test.same(f"words {tool} {words}", tool, *words)
    test.write("conf2/main.cf", b"compatibility_level = 3.6\ndefault_database_type = lmdb\nsmtputf8_enable = no\n")
    test.same("another default type", "postmap", "-c", "conf2", "canonical")
    test.same("no UTF-8 wanted", "postmap", "-c", "conf2", "-q", b"\xff", "lmdb:canonical")
    test.write("conf2/main.cf", b"compatibility_level = 3.6\nmyorigin = a\nmyorigin = b\n")
    test.same("main.cf with a warning", "postmap", "-c", "conf2", "-q", "a", "inline:{a=b}")
    test.write("conf2/main.cf", b"compatibility_level = 3.6\nno assignment\n")
    test.same("main.cf with an error", "postmap", "-c", "conf2", "-q", "a", "inline:{a=b}")


def compare_aliases(test, _):
    for kind in KINDS:
        test.same(f"alias build {kind}", "postalias", f"{kind}:aliases")
        test.same(f"list {kind}: of aliases", "postalias", "-s", f"{kind}:aliases", any_order=True)
        for key in ("root", "ROOT", "postmaster", "quoted name", "a\"b", "list", "cmd", "dup", "grp", "semi", "colon", "@", "nosuch"):
            test.same(f"alias lookup {kind} {key}", "postalias", "-q", key, f"{kind}:aliases")
        test.same(f"alias lookups {kind}", "postalias", "-q", "-", f"{kind}:aliases", stdin=b"ROOT\nnosuch\nlist\n")
        test.same(f"erase alias {kind}: root", "postalias", "-d", "Root", f"{kind}:aliases")
        test.same(f"erase alias {kind}: again", "postalias", "-d", "root", f"{kind}:aliases")
        for options in ("-i", "-ir", "-iw"):
            test.same(f"change {options} alias {kind}:", "postalias", options, f"{kind}:aliases", stdin=b"new: value\nDup: 3\nbad\n")
            test.same(f"list {kind}: alias after {options}", "postalias", "-s", f"{kind}:aliases", any_order=True)
        test.same(f"alias build -f {kind}", "postalias", "-f", f"{kind}:aliases")
        test.same(f"list {kind}: alias after -f", "postalias", "-s", f"{kind}:aliases", any_order=True)
    for table in ("none", "regexp:aliases", "nosuch:aliases", "proxy:hash:aliases"):
        test.same(f"alias build {table}", "postalias", table)
    test.same("alias lookup in what postmap would make", "postalias", "-q", "root", "inline:{root=x}")
    test.same("alias list without rows", "postalias", "-s", "static:x")
    test.write("odd", b'"": nobody\n')
    test.same("alias empty name", "postalias", "lmdb:odd")
    test.write("odd", b'x: "y\n')
    test.same("alias unbalanced quote", "postalias", "lmdb:odd")
    test.same("list after it", "postalias", "-s", "lmdb:odd")
    test.write("odd", b"a\xff: b\nc: d\xff\nok: x")
    test.same("alias not UTF-8", "postalias", "lmdb:odd")
    test.same("list of what is UTF-8", "postalias", "-s", "lmdb:odd")


def compare_newaliases(test, _):
    test.write("al1", b"root: a\n")
    test.write("al2", b"x: y\nbad\n")
    for value in ("lmdb:{}/al1, hash:{}/al2", "lmdb:{}/al1 lmdb:{}/al2", "{}/al1", "", "lmdb:{}/al1, hash:{}/missing, hash:{}/al2",
                  "nosuch:{}/al1", "static:{}/al1", "lmdb:{}/none/al"):
        for side in test.sides:
            (side.directory / "conf" / "main.cf").write_text("compatibility_level = 3.6\nmyhostname = host.example.com\n"
                                                             f"alias_database = {value.replace('{}', str(side.directory))}\n")
        for side in test.sides:
            for name in ("al1.lmdb", "al2.db", "al1.db", "al2.lmdb"):
                (side.directory / name).unlink(missing_ok=True)
        test.same(f"newaliases {value}", "newaliases")
        test.same_value(f"files of newaliases {value}", lambda side: sorted(p.name for p in side.directory.glob("al[12]*")))
    test.same("newaliases with a name", "newaliases", "name")
    if os.getuid() == 0:    # Postfix does not listen to others here
        test.same("newaliases -C", "newaliases", "-C", "none")
    test.same("newaliases -bi", "newaliases", "-bi", "-oi")


def types_of(postmap):
    """What the installed Postfix knows; its packages add types."""
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "main.cf").touch()
        postconf = pathlib.Path(postmap).with_name("postconf")
        said = subprocess.run([postconf, "-c", folder, "-m"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return set(said.stdout.decode().split())


COMPARISONS = (compare_lookups, compare_messages, compare_kinds, compare_builds, compare_files_as_values, compare_changes, compare_permissions,
               compare_command_lines, compare_aliases, compare_newaliases)


def main():
    program, verbose = pathlib.Path(sys.argv[1]).resolve(), "-v" in sys.argv[2:]
    postmap = shutil.which("postmap", path=KNOWN_DIRECTORIES)
    if not postmap:
        print("SKIPPED: there is no Postfix here to compare with (Debian package postfix)")
        return 77
    missing = set(NEEDED_TYPES) - types_of(postmap)
    if missing:
        print(f"SKIPPED: this Postfix has no tables of the types {' '.join(sorted(missing))} (Debian packages postfix-cdb, ...)")
        return 77
    # Both programs sync what they write: in memory that takes no time.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder, start_servers() as ports:
        top = pathlib.Path(folder)
        top.chmod(0o755)
        tools = {"theirs": top / "their-tools", "ours": top / "our-tools"}
        for where, find in (("theirs", lambda tool: shutil.which(tool, path=KNOWN_DIRECTORIES)), ("ours", lambda tool: program)):
            tools[where].mkdir()
            for tool in ("postmap", "postalias", "newaliases"):
                (tools[where] / tool).symlink_to(find(tool))

        def run(compare):
            place = top / compare.__name__
            place.mkdir()
            test = Comparison(Side("Postfix", place / "theirs", tools["theirs"]), Side("Mailstead", place / "ours", tools["ours"]), verbose)
            try:
                compare(test, ports)
            except OSError as why:    # a file that one of the programs should have made, say
                test.failures.append(f"{compare.__name__}: {why}")
            return test

        # Side by side: Postfix's tools sleep for a second before they give up.
        with concurrent.futures.ThreadPoolExecutor(max_workers=len(COMPARISONS)) as pool:
            tests = list(pool.map(run, COMPARISONS))
    failures = [text for test in tests for text in test.failures]
    used = set().union(*(test.used for test in tests))
    failures += [f"explains nothing: {where} ({why})" for i, (where, _, why) in enumerate(MEANT) if i not in used]
    pairs, runs = sum(test.pairs for test in tests), sum(len(test.names) for test in tests)
    for text in failures:
        print(text)
    print(f"{pairs} (table, key) pairs and {runs - pairs} other runs compared, {len(failures)} differ")
    return 1 if failures or pairs < PAIRS_WANTED else 0


if __name__ == "__main__":
    sys.exit(main())
