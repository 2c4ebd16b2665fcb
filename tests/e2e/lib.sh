# What the end-to-end tests share; sourced by t-*/run.sh, which is started as `run.sh PROGRAM`. A test has a directory
# of its own ($home), free loopback ports ($smtp $submission $smtps $imap $imaps $pop3 $pop3s $extra) and a server that
# runs as an ordinary user. Exit 0 passed, 1 failed, 77 skipped (with the reason). KEEP=1 keeps the directory.
set -eu

program=$(realpath "${1:?usage: run.sh PROGRAM}")
here=$(dirname "$(realpath "$0")")
library=$(dirname "$here")
work=$(mktemp -d /tmp/mailstead-e2e-XXXXXX)
home=$work/server
etc=$home/etc
domain=example.test
server=""
others=""
passed=""
as=""

say() { echo "$(basename "$here"): $*"; }

fail() {
    say "FAILED: $*" >&2
    [ ! -e "$work/start.log" ] || sed 's/^/  start.log | /' "$work/start.log" >&2
    [ ! -e "$home/log/mail.log" ] || tail -30 "$home/log/mail.log" | sed 's/^/  mail.log | /' >&2
    exit 1
}

skip() {
    say "SKIPPED: $*"
    passed=yes
    exit 77
}

need() {
    for tool in "$@"; do
        command -v "$tool" >/dev/null || skip "$tool is not installed (packaging/dependencies.sh test)"
    done
}

end_of_test() {
    status=$?
    # Asked first: some have processes of their own to end.
    for pid in $others; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in $others; do wait_for 3 gone "$pid" || true; done
    for pid in $others $server; do kill -KILL "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    if [ -n "${KEEP:-}" ] || { [ $status -ne 0 ] && [ -z "$passed" ]; }; then echo "  files: $work" >&2; else rm -rf "$work"; fi
}
trap end_of_test EXIT
trap 'exit 1' INT TERM

# Root serves as nobody, whom the copy of the program is for when the checkout is closed to others.
take_roots_place() {
    [ "$(id -u)" -eq 0 ] || return 0
    chmod 755 "$work"
    chown -R nobody:nogroup "$home"
    as="setpriv --reuid=nobody --regid=nogroup --clear-groups"
    $as test -x "$program" && return 0
    cp "$program" "$work/mailstead"
    program=$work/mailstead
}

free_ports() { python3 "$library/../lib/free_ports.py" "$@"; }

# The test's own template, else the common one, with @name@ replaced.
fill() {
    template=$here/$1
    [ -e "$template" ] || template=$library/$1
    sed -e "s|@home@|$home|g; s|@domain@|$domain|g; s|@smtp@|$smtp|g; s|@submission@|$submission|g; s|@smtps@|$smtps|g" \
        -e "s|@imap@|$imap|g; s|@imaps@|$imaps|g; s|@pop3@|$pop3|g; s|@pop3s@|$pop3s|g; s|@extra@|$extra|g; s|@dns@|${dns:-}|g" \
        "$template" >"$etc/$1"
}

certificate() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" \
        -keyout "$etc/key.pem" -out "$etc/cert.pem" >/dev/null 2>&1
    [ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$etc/key.pem" "$etc/cert.pem"
    chmod 644 "$etc/key.pem" "$etc/cert.pem"
}

configure() {
    mkdir -p "$etc" "$home/log"
    [ -n "${smtp:-}" ] || eval "$(free_ports smtp submission smtps imap imaps pop3 pop3s extra)"
    take_roots_place
    certificate localhost
    fill main.cf
    fill master.cf
}

# user NAME PASSWORD
user() {
    printf '%s\n' "$2" | $as "$program" -c "$etc" user add "$1@$domain" --password-stdin >/dev/null || fail "user add $1"
}

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
    tries=$(($1 * 20))
    shift
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || return 1
        sleep 0.05
    done
}

# logged PATTERN: the log has such a line, or has it soon: what a client is told may be read before the line is written.
logged() { wait_for 10 grep -q "$1" "$home/log/mail.log"; }

is_ready() { grep -q '^mailstead ready:' "$work/start.log" || ! kill -0 "$server"; }

start() {
    : >"$work/start.log"
    $as setpriv --pdeathsig KILL "$program" -c "$etc" run 2>"$work/start.log" &
    server=$!
    wait_for 30 is_ready || fail "the server was not ready within 30 seconds"
    kill -0 "$server" 2>/dev/null || fail "the server did not start"
}

# HUP, and the log tells of one more reload; the roles take the settings over right behind that line.
reloads() { grep -c 'reload -- configuration' "$home/log/mail.log" || true; }
reloaded() { [ "$(reloads)" -gt "$before" ]; }
reload() {
    before=$(reloads)
    kill -HUP "$server"
    wait_for 10 reloaded || fail "no reload"
    sleep 1
}

# gone PID: it has ended, though nobody may have waited for it yet.
gone() { [ ! -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"; }

# stop [SECONDS]: SIGTERM; the exit status must be 0 within that time.
stop() {
    kill -TERM "$server"
    wait_for "${1:-12}" gone "$server" || fail "the server did not end within ${1:-12} seconds of SIGTERM"
    status=0
    wait "$server" || status=$?
    server=""
    [ $status -eq 0 ] || fail "the server ended with status $status"
}

bounded() { timeout -k 5 "${limit:-30}" "$@"; }

# message TO SUBJECT [BODY]: submitted by alice with STARTTLS and AUTH.
message() {
    bounded swaks --server "127.0.0.1:$submission" --tls --auth PLAIN --auth-user "alice@$domain" --auth-password wonder \
        --from "alice@$domain" --to "$1" --header "Subject: $2" --body "${3:-Hello.}" >"$work/swaks.log" 2>&1 ||
        { cat "$work/swaks.log" >&2; fail "the message '$2' was not accepted"; }
}

new_files() { find "$home/mail/$domain/$1" -path '*/new/*' -type f 2>/dev/null; }
all_files() { find "$home/mail/$domain/$1" \( -path '*/new/*' -o -path '*/cur/*' \) -type f 2>/dev/null; }
count_of() { all_files "$1" | wc -l; }
has_files() { [ "$(count_of "$1")" -ge "$2" ]; }

# arrived USER COUNT: that many files are in the user's mailboxes, and no more.
arrived() {
    wait_for 15 has_files "$1" "$2" || fail "$(count_of "$1") messages of $1 instead of $2"
    [ "$(count_of "$1")" -eq "$2" ] || fail "$(count_of "$1") messages of $1 instead of $2"
}

ask_imap() { bounded curl -sk --user "$1@$domain:$2" "imaps://127.0.0.1:$imaps/$3" --request "$4" | tr -d '\r'; }

# Several servers in one test. `instance NAME DOMAIN` makes another one, with ports of its own, and the functions above speak
# of it from then on; `begin` starts it and leaves it running; `at NAME` goes back to one that was made.
instance() {
    home=$work/$1 etc=$work/$1/etc domain=$2 smtp=""
    configure
    printf 'home=%s etc=%s domain=%s smtp=%s imaps=%s pop3s=%s\n' "$home" "$etc" "$domain" "$smtp" "$imaps" "$pop3s" >"$work/$1.ports"
}
begin() {
    start
    others="$others $server"
    server=""
}
at() { . "$work/$1.ports"; }

# stranger FROM TO SUBJECT [ADDRESS]: mail from a client outside mynetworks, or from that loopback address. Status and
# replies are swaks's.
stranger() {
    bounded swaks --server "127.0.0.1:$smtp" --local-interface "${4:-127.0.0.99}" --from "$1" --to "$2" --helo client.example \
        --header "Subject: $3" --body "Hello." >"$work/swaks.log" 2>&1
}
taken() { stranger "$@" || { cat "$work/swaks.log" >&2; fail "mail from $1 to $2 was refused"; }; }
# refused REPLY FROM TO [ADDRESS]: that client may not, and is told so.
refused() {
    said=$1
    ! stranger "$2" "$3" refused "${4:-127.0.0.99}" || fail "mail from $2 to $3 was taken"
    grep -q "$said" "$work/swaks.log" || { cat "$work/swaks.log" >&2; fail "mail from $2 to $3 was not refused with $said"; }
}
