# Certificates: ee is its own (DANE-EE, 3 1 1); ta, sts and web are of an authority: ta sends it along (DANE-TA, 2 0 1), sts is an exchanger's
# and web the policy host's (MTA-STS).
tls=$work/tls
mkdir "$tls"
new_key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
# issue FILE NAMES
issue() {
    openssl req $new_key -subj "/CN=somebody" -addext "subjectAltName=$2" -keyout "$tls/$1-key.pem" -out "$tls/$1.csr" &&
        openssl x509 -req -days 2 -in "$tls/$1.csr" -copy_extensions copy -CA "$tls/authority.pem" -CAkey "$tls/authority-key.pem" \
            -CAcreateserial -out "$tls/$1.pem"
}
web_names=$(for name in good wrong name unlisted testing testcert plain dane; do printf 'DNS:mta-sts.sts%s.test,' "$name"; done)
{
    openssl req -x509 $new_key -days 2 -subj "/CN=nobody in particular" -keyout "$tls/ee-key.pem" -out "$tls/ee.pem" &&
        openssl req -x509 $new_key -days 2 -subj "/CN=an authority" -keyout "$tls/authority-key.pem" -out "$tls/authority.pem" &&
        issue leaf DNS:mx.ta.test && issue sts DNS:mx.stsgood.test && issue web "${web_names%,}"
} >"$tls/log" 2>&1 || { cat "$tls/log" >&2; fail "openssl"; }
cat "$tls/leaf.pem" "$tls/authority.pem" >"$tls/ta.pem"
mv "$tls/leaf-key.pem" "$tls/ta-key.pem"
