# Certificates: ee is its own (DANE-EE, 3 1 1), ta comes with its authority (DANE-TA, 2 0 1).
tls=$work/tls
mkdir "$tls"
new_key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
{
    openssl req -x509 $new_key -days 2 -subj "/CN=nobody in particular" -keyout "$tls/ee-key.pem" -out "$tls/ee.pem" &&
        openssl req -x509 $new_key -days 2 -subj "/CN=an authority" -keyout "$tls/authority-key.pem" -out "$tls/authority.pem" &&
        openssl req $new_key -subj "/CN=mx.ta.test" -addext "subjectAltName=DNS:mx.ta.test" -keyout "$tls/ta-key.pem" -out "$tls/ta.csr" &&
        openssl x509 -req -days 2 -in "$tls/ta.csr" -copy_extensions copy -CA "$tls/authority.pem" -CAkey "$tls/authority-key.pem" \
            -CAcreateserial -out "$tls/ta-leaf.pem"
} >"$tls/log" 2>&1 || { cat "$tls/log" >&2; fail "openssl"; }
cat "$tls/ta-leaf.pem" "$tls/authority.pem" >"$tls/ta.pem"
