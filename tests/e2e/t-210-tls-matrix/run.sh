#!/bin/sh
# TLS on all ports as a scanner looks at it: versions, ciphers, curves, kinds of certificates, names, clients' certificates,
# resumption within and across services, renegotiation, OCSP, ALPN.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../tls_certificates.sh"
need openssl python3

eval "$(free_ports ask must imust)"
configure
authority ca
authority stranger
issue ca rsa /CN=rsa.example DNS:localhost rsa:2048
issue ca ec /CN=ec.example DNS:localhost
issue ca named /CN=named.example DNS:named.example
issue ca client /CN=client.example email:client@example.test
issue stranger foreign /CN=foreign.example email:foreign@example.test
responded ca ec -ndays 1
responded ca rsa -nmin 1
printf 'named.example %s\n.below.example %s, %s\n' "$etc/named.both" "$etc/named.key" "$etc/named.pem" >"$etc/sni"
sed "s|@etc@|$etc|g" "$here/more.cf" >>"$etc/main.cf"
cat >>"$etc/master.cf" <<END
127.0.0.1:$ask   inet n - n - - smtpd -o smtpd_tls_ask_ccert=yes -o smtpd_tls_CAfile=$etc/ca.pem
127.0.0.1:$must  inet n - n - - smtpd -o smtpd_tls_security_level=encrypt -o smtpd_tls_req_ccert=yes -o smtpd_tls_CAfile=$etc/ca.pem
127.0.0.1:$imust inet n - n - - imapd -o imapd_tls_wrappermode=yes -o imapd_tls_req_ccert=yes -o imapd_tls_CAfile=$etc/ca.pem
END
readable
user alice wonder
start

PYTHONPATH=$library/../lib bounded python3 "$here/matrix.py" "$etc" smtp:$smtp submission:$submission smtps:$smtps imap:$imap imaps:$imaps \
    pop3:$pop3 pop3s:$pop3s lmtp:$extra ask:$ask must:$must imust:$imust || fail "the matrix"

logged 'Anonymous TLS connection established from unknown\[127.0.0.1\]: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature ECDSA (P-256) server-digest SHA256' ||
    fail "the handshake of SMTP in the log"
logged 'imap-login.*: Anonymous TLS connection established from \[127.0.0.1\]: TLSv1.3 with cipher' || fail "the handshake of IMAP in the log"
logged 'pop3-login.*: Anonymous TLS connection established from \[127.0.0.1\]: TLSv1.2 with cipher' || fail "the handshake of POP3 in the log"
logged 'lmtpd.*: Anonymous TLS connection established' || fail "the handshake of LMTP in the log"
logged ': Trusted TLS connection established from unknown\[127.0.0.1\]' || fail "a trusted client in the log"
logged ': Untrusted TLS connection established from unknown\[127.0.0.1\]' || fail "an untrusted client in the log"
stop
say "passed"
passed=yes
