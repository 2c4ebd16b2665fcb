#!/bin/sh
# The one list of Debian packages. `dependencies.sh build` are what a build and `make run` need, `test` what the tests
# and benchmarks need besides, `clients` also heavy mail programs. Installs what is missing (root needed for that step only) and says so.
set -eu

build="g++ cmake ninja-build ccache pkg-config
libboost1.81-dev libboost-json1.81-dev libssl-dev openssl
libsasl2-dev libsasl2-modules libsasl2-modules-db
libsqlite3-dev libicu-dev libunbound-dev dns-root-data
libpcre2-dev liblmdb-dev libcdb-dev zlib1g-dev libxxhash-dev libarchive-dev libgumbo-dev
libcli11-dev libspdlog-dev libfmt-dev libcrypt-dev libargon2-dev libpam0g-dev libcap-ng-dev
libgtest-dev libbenchmark-dev python3 curl swaks libnet-ssleay-perl libauthen-sasl-perl"

test="lld clang-16 libclang-rt-16-dev clang-tidy-16 isync fetchmail mutt bsd-mailx msmtp mpop getmail6
python3-dnspython procps strace sqlite3 iproute2 nsd ldnsutils postfix postfix-lmdb
postfix-cdb postfix-pcre postfix-sqlite
dovecot-core dovecot-imapd dovecot-pop3d dovecot-lmtpd opendkim rspamd
pflogsumm fail2ban procmail maildrop offlineimap3 neomutt aerc
sasl2-bin libidn12 libnsl2 libdb5.3 libgnutls-dane0
libsasl2-modules-gssapi-mit krb5-kdc krb5-admin-server krb5-user"

# Mail programs with a heavy installation, for the tests labelled clients.
clients="thunderbird"

# Exim and Postfix exclude each other as packages. Exim is unpacked here, never installed; the libraries above are its own.
beside="exim4-daemon-light exim4-base"
place=/opt/mailstead-peers

case "${1:-build}" in
build) wanted="$build" ;;
test) wanted="$build $test" ;;
clients) wanted="$build $test $clients" ;;
list) printf '%s\n' $build $test $clients $beside; exit 0 ;;
*) echo "usage: dependencies.sh build|test|clients|list" >&2; exit 64 ;;
esac

missing=""
for package in $wanted; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
to_unpack=""
[ "${1:-build}" != test ] || [ -x "$place/usr/sbin/exim4" ] || [ -x /usr/sbin/exim4 ] || to_unpack="$beside"
[ -n "$missing$to_unpack" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then sudo=""; else
    sudo=sudo
    can_install() { command -v sudo >/dev/null; }
    # A peer that tests can do without is no reason to stop.
    [ -n "$missing" ] || can_install || { echo "Exim is not there; what tests it will be skipped" >&2; exit 0; }
    can_install || { echo "These Debian packages are missing; install them as root:$missing $to_unpack" >&2; exit 77; }
fi
echo "Installing Debian packages (the only step that needs root):$missing $to_unpack"
# A peer's installation must neither ask nor start a service on this machine.
policy=/usr/sbin/policy-rc.d
made_policy=""
if [ ! -e "$policy" ]; then
    made_policy=yes
    printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null && $sudo chmod 755 "$policy"
fi
trap '[ -z "$made_policy" ] || $sudo rm -f "$policy"' EXIT
echo "postfix postfix/main_mailer_type select No configuration" | $sudo debconf-set-selections
install() {
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -q --no-install-recommends $missing
}
# The package lists of a fresh machine are old or absent.
$sudo apt-get update -q >/dev/null || true
[ -z "$missing" ] || install >/dev/null
[ -n "$to_unpack" ] || exit 0
# The unpacked program keeps no setuid bit: tests start it as root. Without it a test says that it skips a part.
got=$(mktemp -d)
chmod 755 "$got"
(cd "$got" && apt-get download $to_unpack >/dev/null 2>&1 && for file in *.deb; do dpkg -x "$file" tree; done && chmod u-s tree/usr/sbin/exim4) &&
    $sudo mkdir -p "$place" && $sudo cp -r "$got/tree/usr" "$place/" || echo "Exim could not be fetched; what tests it will be skipped" >&2
rm -rf "$got"
