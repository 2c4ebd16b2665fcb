"""Options, layouts, warnings, edits and exit statuses of postconf, each asked of ours and of the installed Postfix."""
import concurrent.futures
import itertools
import os
import shutil

from oracle import Pair

MAIN = """\
compatibility_level = 3.6
myhostname = mail.example.org
long = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb ccccccccccccccccccc
mydestination = $long, ${myhostname}, $nosuch
# a comment
smtpd_recipient_restrictions = permit_mynetworks,
  reject_unauth_destination,      check_client_access { inline:{ a=b c=d } }, eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee
unused = 1
twice = 1
twice = 2
rel = x
smtp_tls_CAfile = $rel
smtpd_restriction_classes = first, second
first = permit
q_destination_recipient_limit = 1
nobody_destination_recipient_limit = 1
"""
MASTER = """\
# top
smtp      inet  n       -       y       -       -       smtpd
   # inner
   -o mydestination=$missing
# another comment
   -o { c = d  e }
   -o foo=$myhostname
q unix n - - 1000? 0 smtp -v -o x=1 -D arg
# mid

pip unix - n n - - pipe
  flags=F user=list argv=/usr/lib/mailman/bin/postfix-to-mailman.py ${nexthop} ${user} aaaaaaaaaaaaaaaaaaaaaaaaaaaa { x y } -o notme
b      unix  n       -       y       -       -       smtp -o { a = b } -oc=d -o e={f}
averyverylongname      unix  n       -       y       -       -       smtp
127.0.0.1:10025 inet n - - - - spawn user=x argv=/bin/true
# end
"""
FLAGS = "a A b C d e f F h H l m M n o p P t T x X #".split()
VALUES = {"C": "all", "o": "a=b", "T": "run-version"}

# Each line is one question; ' stands for nothing in them, so that a value may hold blanks.
SHOWING = """
-n|-nf|-nh|-nH|-n -C user|-n -C service|-n -C builtin,service|-C user|-C service|-C builtin user -H|-C wrong
nosuch|-d nosuch|-n nosuch|-n relayhost|relayhost|myhostname|-d myhostname long|-x mydomain|-n -x|-h -x mydestination
-o relayhost=x relayhost|-o relayhost=x -n|-o long=1 -n|-o wrong|-o =1|virtual_maps|-d virtual_maps|q_time_limit
pip_time_limit|q_destination_recipient_limit|-d q_destination_recipient_limit|-d nobody_destination_recipient_limit
-M|-Mf|-Mx|-Mfx|-M smtp|-M smtp/inet|-M */unix|-M */*|-M a/b/c|-M nosuch|-Mf pip|-M q b/unix
-P|-Pf|-Ph|-PH|-Px|-P smtp|-P */*/c|-P q/fifo|-P a/b/c/d|-P q/unix/x|-P q/unix/nosuch
-F|-Ff|-FH|-Fx|-F q|-F */inet/command|-F pip/unix/command|-Ff pip|-F q/unix/nosuch|-F q/nosuch|-F q/unix/command/x
-a|-A|-l|-T run-version|-T public-key-algorithms|-T wrong|-p myhostname|-f mydestination|-v myhostname
"""
EDITS = """
-e relayhost=y|-e relayhost = [y]:25|relayhost=z|-e myhostname=n.example.org rel=5|-e twice=3|-e long=1 2   3
-e smtpd_recipient_restrictions=permit|-X rel|-X smtpd_recipient_restrictions|-X nosuch|-# rel|-# smtpd_recipient_restrictions
-# twice|-e x=1 x=2|-e|-X|-#|-e novalue|-e =x|-X rel=1|-e #x=1|-e x=1 novalue|-d x=1|-n x=1|-h x=1
-Fe smtp/inet/chroot=n|-Fe */unix/chroot=n|-Fe q/unix/command=lmtp -v|-Fe nosuch/inet/chroot=n|-Fe a=b|-Fe q/unix/nosuch=1
-Fe q/unix|-FX q/unix/chroot|-Pe q/unix/x=2|-Pe q/unix/new=2|-Pe */unix/new=2|-Pe q/unix/x=a b|-Pe q/unix|-Pe nosuch/unix/a=b
-Pe smtp/inet/foo=|-PX smtp/inet/c|-PX */*/c|-PX nosuch/inet/a|-P# q/unix/x|-MX smtp/inet|-MX nosuch/inet|-MX */unix|-M# q/unix
-M# smtp/inet pip/unix|-Me q/unix=q unix - - n - 5 lmtp -o   a=b -o {c = d   e}|-Me new/unix=new unix - - n - - smtp|-Me q/unix=q unix
-M q/unix=q unix - - n - - smtp|-Me x=y|-Me|-MX|-Pe pip/unix/a=b
"""

# What differs, and why; a question that does not differ must leave this list.
EXPLAINED = {
    "-b": "the reports have words of our own",
    "-t": "the reports have words of our own",
    "-bC": "the reports have words of our own",
    "-bt": "they word this pair of options in a way of its own",
    "-Ct": "the reports have words of our own",
    "-o wrong": "they tell what is wrong in main.cf first",
    "-o =1": "they tell what is wrong in main.cf first",
    "-v myhostname": "-v is taken and says nothing more here",
    "-T wrong": "theirs says warning where ours says fatal; both end with 1",
    "wrong type: -n": "ours names file and line",
    "wrong type: -M": "ours names file and line",
    "wrong type: -d biff": "ours names file and line",
    "wrong chroot: -n": "ours names file and line",
    "wrong chroot: -M": "ours names file and line",
    "wrong chroot: -d biff": "ours names file and line",
    "loop: -M": "ours expands nothing that it is not asked to",
}
# Comments after a row that changes: Postfix moves them before it.
MOVED = "comments after a changed row stay there; Postfix moves them before it"
# Questions about field "command" with -h: Postfix leaves out the blank after the command.
NOT_ASKED = {"-Fh": "Postfix leaves out the blank between the command and its first argument"}


def words_of(question):
    """Options up to the first word that is none; "name=value" and what follows it without an option is one word."""
    out = []
    for word in question.split(" "):
        if out and "=" in out[-1] and not out[-1].startswith("-") and "=" not in word and out[0].startswith("-") and word != "novalue":
            out[-1] += " " + word
        elif out and "unix=" in out[-1]:
            out[-1] += " " + word
        else:
            out.append(word)
    return out


def only_comments_moved(theirs, ours):
    def rows(answer):
        return [line for line in answer.lines if line.strip() and not line.lstrip().startswith("#")]
    return (theirs.status, theirs.errors, rows(theirs), sorted(theirs.lines)) == \
        (ours.status, ours.errors, rows(ours), sorted(ours.lines)) and theirs.lines != ours.lines


def compare(pair, name, theirs, ours):
    pair.questions += 1
    same = (theirs.status, theirs.out, theirs.errors) == (ours.status, ours.out, ours.errors)
    if not same and only_comments_moved(theirs, ours):
        print(f"{name}: {MOVED}")
        return
    if same and name in EXPLAINED:
        pair.fail(f"{name} is explained and does not differ")
    if same or name in EXPLAINED:
        return
    pair.fail(name)
    for label, one in (("Postfix", theirs), ("ours", ours)):
        print(f"  {label}: status {one.status}\n    " + "\n    ".join(one.lines[:30] + one.errors[:15]))


def show(pair):
    directory = pair.directory("show", MAIN, MASTER)
    for question in SHOWING.replace("\n", "|").strip("|").split("|"):
        words = question.split(" ")
        compare(pair, question, pair.theirs(directory, *words), pair.ours(directory, *words))


def side_by_side(work, questions):
    """Postfix waits a second before it ends with an error: many questions are asked at once."""
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        return zip(questions, pool.map(work, questions))


def conflicts(pair):
    directory = pair.directory("conflicts", "compatibility_level = 3.6\n", MASTER)

    def answers(flags):
        words = [word for flag in flags for word in (["-" + flag] + ([VALUES[flag]] if flag in VALUES else []))]
        return pair.theirs(directory, *words), pair.ours(directory, *words)

    questions = [(one,) for one in FLAGS] + list(itertools.combinations(FLAGS, 2))
    for flags, (theirs, ours) in side_by_side(answers, questions):
        name = "-" + "".join(flags)
        if name in NOT_ASKED:
            continue
        # What all the parameters are is another test's matter; the layout of few is looked at above.
        if not {"M", "F", "P", "a", "A", "l", "T"} & set(flags):
            theirs.out = ours.out = ""
        if "usage" in "".join(theirs.errors):
            theirs.errors = ours.errors = []
        compare(pair, name, theirs, ours)


def edits(pair):
    places = itertools.count()

    def answers(question):
        words = words_of(question)
        left = []
        place = f"edit{next(places)}"
        for ask in (pair.theirs, pair.ours):
            directory = pair.directory(place, MAIN, MASTER)
            answer = ask(directory, *words)
            for file in ("main.cf", "master.cf"):
                with open(os.path.join(directory, file)) as text:
                    answer.out += text.read()
            answer.lines = answer.out.splitlines()
            left.append(answer)
            shutil.rmtree(directory)
        return left

    for question, left in side_by_side(answers, EDITS.replace("\n", "|").strip("|").split("|")):
        compare(pair, question, *left)


def files(pair):
    """Broken and missing files."""
    cases = {
        "no '='": ("a\n", MASTER), "no name": ("= 1\n", MASTER), "words": ("a b = 1\n", MASTER),
        "few columns": ("x=1\n", "x inet\n"), "wrong type": ("x=1\n", "x carrier n - n - - smtpd\n"),
        "wrong chroot": ("x=1\n", "x unix n - x - - smtp\n"), "loop": ("a=$b\nb=$a\nmydestination=$a\n", MASTER),
    }
    for name, (main, master) in cases.items():
        directory = pair.directory("files", main, master)
        for words in (["-nx"] if name == "loop" else ["-n"], ["-M"], ["-d", "biff"]):
            compare(pair, f"{name}: {' '.join(words)}", pair.theirs(directory, *words), pair.ours(directory, *words))
    os.remove(os.path.join(directory, "main.cf"))
    for words in (["-n"], ["-e", "a=b"]):
        compare(pair, f"no main.cf: {' '.join(words)}", pair.theirs(directory, *words), pair.ours(directory, *words))


def main():
    with Pair() as pair:
        show(pair)
        conflicts(pair)
        edits(pair)
        files(pair)
        for name, why in sorted({**EXPLAINED, **NOT_ASKED}.items()):
            print(f"{name}: {why}")
        pair.finish()


main()
