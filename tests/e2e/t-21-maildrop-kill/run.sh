#!/bin/sh
# kill -9 while maildrop/ is being emptied, again and again: every file becomes one message, none two.
. "$(dirname "$0")/../lib.sh"
need python3 openssl

files=400
configure
echo "myorigin = $domain" >>"$etc/main.cf"
user bob builder
start
stop

cat >"$work/drop.py" <<'END'
import os, sys
def record(kind, value=b""):
    size, length = len(value), b""
    while size >= 0x80:
        length += bytes([0x80 | size & 0x7F])
        size >>= 7
    return kind + length + bytes([size]) + value
directory, count = sys.argv[1], int(sys.argv[2])
for i in range(count):
    text = f"Subject: file-{i:04}\n\n".encode() + b"x" * (i * 37 % 3000) + b"\n"
    name = os.path.join(directory, f"{i:012X}")
    with open(name, "wb") as out:
        out.write(b"mailstead-submission 1\n" + record(b"S", b"bob") + record(b"R", b"bob") + record(b"X", text) + record(b"E"))
    os.chmod(name, 0o744)
END
python3 "$work/drop.py" "$home/queue/maildrop" $files
[ -z "$as" ] || chown -R nobody:nogroup "$home/queue/maildrop"

left() { find "$home/queue/maildrop" -type f | wc -l; }
kills=0
while [ "$(left)" -gt 0 ] && [ $kills -lt 60 ]; do
    : >"$work/start.log"
    $as setpriv --pdeathsig KILL "$program" -c "$etc" run 2>"$work/start.log" &
    server=$!
    before=$(left)
    # Once it has begun to take files, and then a moment more, differently long each time.
    begun() { [ "$(left)" -lt "$before" ]; }
    wait_for 20 begun || fail "no file was taken"
    sleep "0.0$((kills % 7))"
    kill -KILL "$server"
    wait "$server" 2>/dev/null || true
    kills=$((kills + 1))
done
[ $kills -ge 3 ] || fail "only $kills kills: too quick to be a test"
start
wait_for 60 has_files bob $files || fail "$(count_of bob) messages of $files files"
stop
[ "$(left)" -eq 0 ] || fail "$(left) files are left"
all_files bob | xargs grep -h '^Subject: file-' | sort >"$work/subjects"
[ "$(wc -l <"$work/subjects")" -eq $files ] || fail "$(wc -l <"$work/subjects") messages of $files files: $(uniq -d "$work/subjects" | head -3)"
[ -z "$(uniq -d "$work/subjects")" ] || fail "taken twice: $(uniq -d "$work/subjects" | head -3)"
say "passed: $files files, $kills kills"
passed=yes
