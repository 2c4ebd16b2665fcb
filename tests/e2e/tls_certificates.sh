# Certificates for tests of TLS, in $etc: an authority, servers with RSA and ECDSA, clients. Sourced after lib.sh.

# quietly COMMAND...: its words only when it fails.
quietly() { "$@" >"$work/openssl.log" 2>&1 || { cat "$work/openssl.log" >&2; fail "$*"; }; }

# authority NAME
authority() {
    quietly openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$1" -keyout "$etc/$1.key" -out "$etc/$1.pem"
}

# issue AUTHORITY NAME SUBJECT ALTERNATIVE [KEY-OPTION...]: $etc/NAME.pem, NAME.key and, key first, NAME.both
issue() {
    by=$1 to=$2 subject=$3 also=$4
    shift 4
    [ $# -gt 0 ] || set -- ec -pkeyopt ec_paramgen_curve:prime256v1
    quietly openssl req -newkey "$@" -nodes -subj "$subject" -addext "subjectAltName=$also" -keyout "$etc/$to.key" -out "$etc/$to.csr"
    quietly openssl x509 -req -in "$etc/$to.csr" -CA "$etc/$by.pem" -CAkey "$etc/$by.key" -CAcreateserial -days 2 -copy_extensions copy -out "$etc/$to.pem"
    cat "$etc/$to.key" "$etc/$to.pem" >"$etc/$to.both"
}

# responded AUTHORITY NAME OPTION...: what the authority says of that certificate, as openssl ocsp makes it, to NAME.pem.ocsp
responded() {
    by=$1 to=$2
    shift 2
    serial=$(openssl x509 -in "$etc/$to.pem" -noout -serial | cut -d= -f2)
    end=$(date -u -d '+1 day' +%y%m%d%H%M%SZ)
    printf 'V\t%s\t\t%s\tunknown\t/CN=%s\n' "$end" "$serial" "$to" >"$work/index.txt"
    quietly openssl ocsp -issuer "$etc/$by.pem" -cert "$etc/$to.pem" -no_nonce -reqout "$work/ask.der"
    quietly openssl ocsp -index "$work/index.txt" -CA "$etc/$by.pem" -rsigner "$etc/$by.pem" -rkey "$etc/$by.key" -reqin "$work/ask.der" -respout "$etc/$to.pem.ocsp" "$@"
}

# readable: by the server, which may be nobody's.
readable() {
    [ "$(id -u)" -ne 0 ] || chown -R nobody:nogroup "$etc"
    chmod 644 "$etc"/*.pem "$etc"/*.key "$etc"/*.both "$etc"/*.ocsp 2>/dev/null || true
}
