# A Kerberos realm, EXAMPLE.TEST, with a KDC of its own on loopback; sourced behind lib.sh, before the server's start.
krb=$work/krb
kdc_says() { cat "$work/kdc.out" "$krb/kdc.log" >&2 2>/dev/null || true; }
as_admin() { kadmin.local -r EXAMPLE.TEST -q "$1" >>"$work/kdc.out" 2>&1 || { kdc_says; fail "kadmin.local: $1"; }; }

# realm HOST NAME...: the KDC, the keys of HOST's mail services in $krb/keytab, and these people, whose password is "wonder".
realm() {
    eval "$(free_ports kdc)"
    mkdir -p "$krb"
    cat >"$krb/krb5.conf" <<END_OF_CONF
[libdefaults]
  default_realm = EXAMPLE.TEST
  dns_lookup_kdc = false
  dns_lookup_realm = false
  rdns = false
  dns_canonicalize_hostname = false
  udp_preference_limit = 1
[realms]
  EXAMPLE.TEST = {
    kdc = 127.0.0.1:$kdc
  }
[domain_realm]
  $1 = EXAMPLE.TEST
END_OF_CONF
    cat >"$krb/kdc.conf" <<END_OF_CONF
[kdcdefaults]
  kdc_listen = 127.0.0.1:$kdc
  kdc_tcp_listen = 127.0.0.1:$kdc
[realms]
  EXAMPLE.TEST = {
    database_name = $krb/principal
    key_stash_file = $krb/stash
    acl_file = $krb/acl
    max_life = 1h
  }
[logging]
  kdc = FILE:$krb/kdc.log
END_OF_CONF
    export KRB5_CONFIG="$krb/krb5.conf" KRB5_KDC_PROFILE="$krb/kdc.conf" KRB5CCNAME="FILE:$krb/ticket" KRB5RCACHENAME=none:
    : >"$krb/acl"
    kdb5_util create -r EXAMPLE.TEST -s -P master >"$work/kdc.out" 2>&1 || { kdc_says; fail "no realm"; }
    for service in imap pop smtp; do
        as_admin "addprinc -randkey $service/$1"
        as_admin "ktadd -k $krb/keytab $service/$1"
    done
    shift
    for name in "$@"; do as_admin "addprinc -pw wonder $name"; done
    setpriv --pdeathsig TERM krb5kdc -n -r EXAMPLE.TEST >>"$work/kdc.out" 2>&1 &
    others="$others $!"
    wait_for 10 ticket "$1" || { kdc_says; fail "no ticket"; }
    chmod 755 "$krb"
    chmod 644 "$krb/keytab" "$krb/krb5.conf"
}

# ticket NAME: the one ticket there is is now that person's.
ticket() { printf 'wonder\n' | bounded kinit "$1" >>"$work/kdc.out" 2>&1; }
