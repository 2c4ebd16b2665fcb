#!/bin/sh
# as_nobody.sh PROGRAM [ARGUMENT...]: the same tests as an ordinary user. Root becomes nobody, for whom the program is copied to
# where he may read it.
set -eu
program=$1
shift
[ "$(id -u)" -eq 0 ] || exec "$program" "$@"
place=$(mktemp -d /tmp/mailstead-nobody-XXXXXX)
trap 'rm -rf "$place"' EXIT
chmod 755 "$place"
cp "$program" "$place/program"
setpriv --reuid=nobody --regid=nogroup --clear-groups "$place/program" "$@"
