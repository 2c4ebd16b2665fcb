# Many programs tried in turn, for tests that tell at the end which went wrong; sourced behind lib.sh. $tried counts, $wrong says.
tried=0
wrong=""
letter=$work/letter
printf 'Subject: from curl\n\nhi\n' >"$letter"

attempt() {
    tried=$((tried + 1))
    HOME=$work limit=40 bounded "$@" >"$work/out" 2>&1 </dev/null
}
note() { wrong="$wrong
$1: $(tail -3 "$work/out" | tr '\n' ' ')"; }
# try NAME COMMAND...: the program succeeds.
try() {
    name=$1
    shift
    attempt "$@" || note "$name"
}
# refuse NAME COMMAND...: it does not.
refuse() {
    name=$1
    shift
    ! attempt "$@" || note "$name was let in"
}
has() { command -v "$1" >/dev/null && return 0 || { say "$1 is not installed: its part is left out"; return 1; }; }
