#!/bin/sh
# REQUIRETLS (RFC 8689) and DELIVERBY (RFC 2852) on a running server: what is offered where, and mail whose time is over goes back. With it
# the strength of TLS: one version for one service, a second certificate for whom it suits, another one for one service
# (smtpd_tls_mandatory_protocols, smtpd_tls_eccert_file, smtpd_tls_chain_files).
. "$(dirname "$0")/../lib.sh"
need python3 openssl

configure
user alice wonder
user bob builder
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=elliptic \
    -keyout "$etc/eckey.pem" -out "$etc/eccert.pem" >/dev/null 2>&1
cat "$etc/eckey.pem" "$etc/eccert.pem" >"$etc/chain.pem"
chmod 644 "$etc/eckey.pem" "$etc/eccert.pem" "$etc/chain.pem"
# Nobody listens where this domain's mail goes.
cat >>"$etc/main.cf" <<END
smtpd_deliver_by_minimum = 3s
transport_maps = inline:{ slow.test=smtp:[127.0.0.1]:1 }
smtpd_tls_exclude_ciphers = CHACHA20
smtpd_tls_eccert_file = $etc/eccert.pem
smtpd_tls_eckey_file = $etc/eckey.pem
END
sed -i "s|^127.0.0.1:$submission .*|& -o smtpd_tls_mandatory_protocols=TLSv1.3 -o smtpd_tls_chain_files=$etc/chain.pem|" "$etc/master.cf"
start

cat >"$work/talk.py" <<'END'
import smtplib, ssl, sys
smtp, submission, domain = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


def context(**only):
    made = ssl.create_default_context()
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    for name, value in only.items():
        setattr(made, name, value)
    return made


with smtplib.SMTP("127.0.0.1", smtp, timeout=20) as client:
    client.ehlo()
    assert client.esmtp_features.get("deliverby") == "3", client.esmtp_features
    assert not client.has_extn("requiretls"), "offered in clear"
    assert client.docmd("MAIL", f"FROM:<alice@{domain}> REQUIRETLS") [0] == 530
    client.starttls(context=context())
    client.ehlo()
    assert client.has_extn("requiretls"), client.esmtp_features
    client.sendmail(f"alice@{domain}", [f"bob@{domain}"], "Subject: secret\r\n\r\nx\r\n", mail_options=["REQUIRETLS", "BY=100;R"])

# BINARYMIME (RFC 3030): every byte of a part arrives, whatever it is.
picture = bytes(range(256)) * 40 + b"\r\n.\r\n\n\r"
with smtplib.SMTP("127.0.0.1", smtp, timeout=20) as client:
    client.ehlo()
    assert client.has_extn("binarymime") and client.has_extn("chunking"), client.esmtp_features
    assert client.docmd("MAIL", f"FROM:<alice@{domain}> BODY=BINARYMIME")[0] == 250
    assert client.rcpt(f"bob@{domain}")[0] == 250
    assert client.docmd("DATA")[0] == 503
    text = (b"Subject: picture\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: binary\r\n\r\n"
            b"--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n\r\n" + picture + b"\r\n--b--\r\n")
    client.send(b"BDAT %d LAST\r\n" % len(text) + text)
    assert client.getreply()[0] == 250
open(sys.argv[4], "wb").write(picture)

try:
    with smtplib.SMTP("127.0.0.1", submission, timeout=20) as client:
        client.starttls(context=context(maximum_version=ssl.TLSVersion.TLSv1_2))
        sys.exit("TLS 1.2 was taken where only 1.3 may be")
except (ssl.SSLError, smtplib.SMTPServerDisconnected, ConnectionResetError):
    pass

with smtplib.SMTP("127.0.0.1", submission, timeout=20) as client:
    client.starttls(context=context())
    assert client.sock.version() == "TLSv1.3", client.sock.version()
    assert b"elliptic" in client.sock.getpeercert(binary_form=True), "not the certificate of smtpd_tls_chain_files"
    client.login(f"alice@{domain}", "wonder")
    client.sendmail(f"alice@{domain}", ["x@slow.test"], "Subject: back\r\n\r\nbody of back\r\n", mail_options=["BY=4;R"])
    client.sendmail(f"alice@{domain}", ["y@slow.test"], "Subject: told\r\n\r\nbody of told\r\n", mail_options=["BY=4;N"])

weak = context(maximum_version=ssl.TLSVersion.TLSv1_2)
weak.set_ciphers("ECDHE-RSA-CHACHA20-POLY1305")
try:
    with smtplib.SMTP("127.0.0.1", smtp, timeout=20) as client:
        client.starttls(context=weak)
        sys.exit("a cipher that is excluded was taken")
except (ssl.SSLError, smtplib.SMTPServerDisconnected, ConnectionResetError):
    pass

for ciphers, wanted in (("ECDHE-RSA-AES256-GCM-SHA384", "localhost"), ("ECDHE-ECDSA-AES256-GCM-SHA384", "elliptic")):
    only = context(maximum_version=ssl.TLSVersion.TLSv1_2)
    only.set_ciphers(ciphers)
    with smtplib.SMTP("127.0.0.1", smtp, timeout=20) as client:
        client.starttls(context=only)
        shown = client.sock.getpeercert(binary_form=True)
        assert (b"elliptic" in shown) == (wanted == "elliptic"), (ciphers, shown)
END
bounded python3 "$work/talk.py" "$smtp" "$submission" "$domain" "$work/picture" || fail "see above"
there() { new_files "$1" | xargs -r grep -l "$2" | wc -l; }
for _ in $(seq 100); do
    [ "$(there bob '^Subject: secret')" -eq 1 ] && [ "$(there alice '^Action: ')" -eq 2 ] && break
    sleep 0.2
done
[ "$(there bob '^Subject: secret')" -eq 1 ] || fail "the protected message was not delivered"
[ "$(there alice '^Status: 5.4.7')" -eq 1 ] || fail "mode R: the message did not come back"
[ "$(there alice '^Status: 4.4.7')" -eq 1 ] || fail "mode N: no report of the delay"
[ "$(there alice '^Deliver-By-Date: ')" -eq 2 ] || fail "the reports do not tell the time"
[ "$(there alice 'body of told')" -eq 0 ] || fail "the report of a delay gives the message back"
logged 'bounce.*sender delay notification: ' || fail "the log does not tell of the delay"
logged 'status=expired, returned to sender: delivery time expired' || fail "the log does not tell of the end"
[ "$(bounded $as "$program" -c "$etc" postqueue -p | grep -c 'slow.test')" -eq 1 ] || fail "only the second may be left in the queue"
[ "$(there bob '^Subject: picture')" -eq 1 ] || fail "the binary message was not delivered"
python3 - "$(new_files bob | xargs grep -l '^Subject: picture')" "$work/picture" <<'END' || fail "the picture is not what was sent"
import email, sys
message = email.message_from_binary_file(open(sys.argv[1], "rb"))
sys.exit(message.get_payload(0).get_payload(decode=True) != open(sys.argv[2], "rb").read())
END
stop
say "passed"
passed=yes
