#!/bin/sh
# The installed Postfix's sendmail and ours, both without a server, are given the same arguments and texts: same exit status,
# same complaint, same sender, recipients and text in maildrop/.
. "$(dirname "$0")/../lib.sh"
need python3 openssl
[ "$(id -u)" -eq 0 ] || skip "Postfix's maildrop needs root here"
postfix=$(command -v postconf || true)
[ -n "$postfix" ] && [ -x /usr/sbin/sendmail ] && [ -x /usr/sbin/postdrop ] && [ -x /usr/sbin/postcat ] || skip "Postfix is not installed"
/usr/sbin/sendmail --version </dev/null 2>&1 | grep -qi mailstead && skip "the installed sendmail is ours"
getent passwd postfix >/dev/null && getent group postdrop >/dev/null || skip "Postfix has no user here"

configure
echo "myorigin = $domain" >>"$etc/main.cf"
echo "message_size_limit = 100000" >>"$etc/main.cf"
start
stop
peer=$work/postfix
mkdir -p "$peer/etc" "$peer/lib"
for queue in maildrop public pid incoming active deferred hold corrupt bounce defer trace flush saved private; do mkdir -p "$peer/queue/$queue"; done
chown postfix "$peer/lib" "$peer/queue/maildrop"
chgrp postdrop "$peer/queue/maildrop" "$peer/queue/public"
chmod 730 "$peer/queue/maildrop"
printf 'compatibility_level = 3.6\nqueue_directory = %s\ndata_directory = %s\nmyhostname = mail.%s\nmyorigin = %s\nmessage_size_limit = 100000\n' \
    "$peer/queue" "$peer/lib" "$domain" "$domain" >"$peer/etc/main.cf"
echo "pickup unix n - n 60 1 pickup" >"$peer/etc/master.cf"

cat >"$work/compare.py" <<'END'
import os, re, subprocess, sys
program, etc, home, peer = sys.argv[1:5]
ours = dict(run=[program, "-c", etc, "sendmail"], cat=[program, "postcat", "-c", etc], drop=home + "/queue/maildrop")
theirs = dict(run=["/usr/sbin/sendmail", "-C", peer + "/etc"], cat=["/usr/sbin/postcat", "-c", peer + "/etc"], drop=peer + "/queue/maildrop")
letter = b"Subject: x\n\nhello\n"
header = (b"To: r@x.example, Group: q@y.example, \"z, z\" <zz@z.example>;\nCc: c@c.example,\n\td\nBCC: bc@c.example\n"
          b"From: no@no.example\nSubject: s\n\nbody\nTo: not@this.example\n")
cases = [
    # arguments, input
    (["a"], letter), (["a", "b,c@d.example", "Foo <e@f.example>"], letter), (["-f", "x@y.example", "a"], letter),
    (["-fx@y.example", "a"], letter), (["-f", "Name <x@y.example>", "a"], letter), (["-f", "", "a"], letter),
    (["-f", "<>", "a"], letter), (["-r", "x", "a"], letter), (["-F", "Full Name", "a"], letter),
    (["-t"], header), (["-t", "more@x.example"], header), (["-t", "-i"], header),
    (["-t"], b"To: a@x.example\nResent-To: b@x.example\nResent-Bcc: c@x.example\nSubject: s\n\nx\n"),
    (["-t"], b"Subject: nobody\n\nx\n"), (["-t"], b""), (["-t"], b"To: undisclosed-recipients:;\n\nx\n"),
    (["a"], b"one\n.\ntwo\n"), (["-i", "a"], b"one\n.\ntwo\n"), (["-oi", "a"], b".\n"), (["a"], b"..\n.x\n"),
    (["a"], b"one\r\ntwo\r\n.\r\nthree\r\n"), (["a"], b"From me now\n>From you\nSubject: x\n\nFrom here\n"),
    (["a"], b"no end"), (["a"], b""), (["a"], b"\n"), (["a"], b"x" * 5000 + b"\n"),
    ([], letter), (["-bt"], letter), (["-bz"], letter), (["-Xfoo", "a"], letter), (["-q", "a"], letter), (["-qSx"], b""),
    (["-N", "bad", "a"], letter), (["-R", "bad", "a"], letter), (["-N", "success,failure", "-R", "hdrs", "-V", "envid", "a"], letter),
    (["-bv", "-t"], b""), (["-bp", "a"], b""), (["-Am", "-om", "-oem", "-o7", "-U", "-m", "-v", "-B8BITMIME", "-h", "5", "a"], letter),
    (["-G", "a"], letter), (["--", "-a"], letter), (["a", "-f", "b"], letter), (["-f"], b""), (["-n", "a"], letter),
    (["a"], b"x" * 70 * 3000), (["-t"], b"To: a@x.example\n" + b"x" * 70 * 3000), (["-q"], b""), (["-qIABC"], b""),
]
# What differs, and why: text of our complaint, reason.
explained = {
    "message file too big": "Postfix ends with 75 where its postdrop closes the pipe first; waiting makes no message smaller, so ours is 69",
}

def run(one, arguments, text):
    for name in os.listdir(one["drop"]): os.unlink(one["drop"] + "/" + name)
    done = subprocess.run(one["run"] + arguments, input=text, capture_output=True, timeout=30)
    lines = [l for l in done.stderr.decode().splitlines() if re.match(r"sendmail: (fatal|warning)", l)]
    names = os.listdir(one["drop"])
    shown = []
    for name in names:
        report = subprocess.run(one["cat"] + ["-q", name], capture_output=True, timeout=30).stdout.decode()
        envelope, contents = report.split("*** MESSAGE CONTENTS", 1)
        contents, extracted = contents.split("\n", 1)[1].split("*** HEADER EXTRACTED", 1)
        # Postfix keeps what -t found behind the text.
        shown.append((re.findall(r"^(?:sender|recipient): .*$", envelope + extracted, re.M), contents))
    return done.returncode, [re.sub(r"(message file too big).*", r"\1", l) for l in lines], shown

wrong = compared = 0
for arguments, text in cases:
    a, b = run(ours, arguments, text), run(theirs, arguments, text)
    compared += 1
    if a == b: continue
    reasons = [why for what, why in explained.items() if any(what in line for line in a[1]) and any(what in line for line in b[1])]
    if reasons:
        print("explained:", arguments, "--", reasons[0])
        continue
    wrong += 1
    print("DIFFERS:", arguments, repr(text[:60]), "\n  ours  ", str(a)[:400], "\n  theirs", str(b)[:400])
print(f"{compared} compared, {wrong} differ")
sys.exit(1 if wrong else 0)
END
python3 "$work/compare.py" "$program" "$etc" "$home" "$peer" || fail "they differ"
say "passed"
passed=yes
