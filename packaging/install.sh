#!/bin/sh
# `make install` and `make uninstall`: install.sh install|uninstall PROGRAM, from the top of the checkout.
#   DESTDIR  where a package is put together: nothing outside is touched, no users are made
#   PREFIX   /usr/local
# Existing configuration is left alone; so is whatever stands in a link's place and is not ours (another mail server's
# sendmail, say): it is named, and FORCE=1 replaces it. What is stored (queue, mail, accounts) is never removed.
set -eu

what=${1:?usage: install.sh install|uninstall PROGRAM}
program=${2:?usage: install.sh install|uninstall PROGRAM}
destdir=${DESTDIR:-}
prefix=${PREFIX:-/usr/local}
force=${FORCE:-}
sbin=$destdir$prefix/sbin bin=$destdir$prefix/bin lib=$destdir$prefix/lib man=$destdir$prefix/share/man
etc=$destdir/etc/mailstead
group=postdrop

# The names that the program answers to, and where scripts and administrators look for them.
in_sbin="postfix postconf postmap postalias postqueue postsuper postcat postlog sendmail"
in_bin="mailq newaliases"
in_lib="sendmail"

say() { echo "install: $*"; }
# ours LINK: it is a link to the program, or nothing is there.
ours() { { [ ! -e "$1" ] && [ ! -L "$1" ]; } || { [ -L "$1" ] && [ "$(basename "$(readlink "$1")")" = mailstead ]; }; }

foreign=""
look() { ours "$1" || foreign="$foreign $1"; }
each_link() {
    for name in $in_sbin; do "$1" "$sbin/$name" mailstead; done
    for name in $in_bin; do "$1" "$bin/$name" ../sbin/mailstead; done
    for name in $in_lib; do "$1" "$lib/$name" ../sbin/mailstead; done
}
link() { ln -sfT "$2" "$1"; }    # -T: a directory in its place is a mistake, not a place to put the link into
unlink_ours() { if [ -L "$1" ] && ours "$1"; then rm -f "$1"; fi; }

# Is that program a postdrop of ours? The set-gid one is a copy, since a link's modes are its target's.
is_our_postdrop() { [ ! -e "$1" ] || cmp -s "$1" "$sbin/mailstead" || cmp -s "$1" "$program"; }

make_group() { getent group "$group" >/dev/null || groupadd --system "$group" || { say "cannot make the group $group" >&2; exit 1; }; }

install_postdrop() {
    if getent group "$group" >/dev/null && [ "$(id -u)" -eq 0 ]; then
        install -g "$group" -m 2755 "$program" "$sbin/postdrop"
        return
    fi
    # Set-gid for any other group it would hand that group's rights to everybody.
    install -m 755 "$program" "$sbin/postdrop"
    say "$sbin/postdrop is not set-gid: give it the group $group and the mode 2755"
}

install_configuration() {
    if [ -e "$etc/main.cf" ] || [ -e "$etc/master.cf" ]; then
        say "the configuration in $etc stays as it is"
        return
    fi
    install -d -m 755 "$etc"
    install -m 644 packaging/main.cf packaging/master.cf "$etc"
    say "a first configuration is in $etc"
}

# Users, and the directory that sendmail writes into before the server has ever run.
make_users() {
    if [ "$(id -u)" -ne 0 ]; then
        say "not root: no users and groups are made (mailstead set-permissions makes them)"
        return
    fi
    "$sbin/mailstead" -c "$etc" set-permissions
    value() { "$sbin/mailstead" -c "$etc" postconf -h "$1"; }
    install -d -m 755 "$(value queue_directory)"
    install -d -o "$(value mail_owner)" -g "$group" -m 2730 "$(value queue_directory)/maildrop"
}

case $what in
install)
    [ -x "$program" ] || { say "$program is not there: run make build first" >&2; exit 1; }
    each_link look
    is_our_postdrop "$sbin/postdrop" || foreign="$foreign $sbin/postdrop"
    if [ -n "$foreign" ] && [ -z "$force" ]; then
        say "these are not ours; remove that mail server first, or set FORCE=1:$foreign" >&2
        exit 1
    fi
    install -d -m 755 "$sbin" "$bin" "$lib" "$man/man1" "$man/man5"
    [ -n "$destdir" ] || [ "$(id -u)" -ne 0 ] || make_group
    install_postdrop
    install -m 755 "$program" "$sbin/mailstead"
    each_link link
    install -m 644 docs/man/*.1 "$man/man1"
    install -m 644 docs/man/*.5 "$man/man5"
    install_configuration
    [ -n "$destdir" ] || make_users
    say "Mailstead is in $sbin"
    ;;
uninstall)
    if is_our_postdrop "$sbin/postdrop"; then rm -f "$sbin/postdrop"; fi
    each_link unlink_ours
    rm -f "$sbin/mailstead"
    for page in docs/man/*; do rm -f "$man/man${page##*.}/$(basename "$page")"; done
    say "gone; configuration, queue, mail, accounts, users and groups stay"
    ;;
*)
    echo "usage: install.sh install|uninstall PROGRAM" >&2
    exit 64
    ;;
esac
