"""matrix.py ETC NAME:PORT...: what each TLS port agrees to, and what not."""
import re
import ssl
import subprocess
import sys
import warnings

from tls_services import Service, context

warnings.simplefilter("ignore", DeprecationWarning)
ETC = sys.argv[1]
PORTS = dict(item.split(":") for item in sys.argv[2:])
V12, V13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
ALL = [Service(label, protocol, PORTS[label], wrapped) for label, protocol, wrapped in (
    ("smtp", "smtp", False), ("submission", "smtp", False), ("smtps", "smtp", True), ("imap", "imap", False), ("imaps", "imap", True),
    ("pop3", "pop3", False), ("pop3s", "pop3", True), ("lmtp", "lmtp", False))]
BY_LABEL = {one.label: one for one in ALL}
FAILED = []
CASES = 0


def check(what, good):
    global CASES
    CASES += 1
    if not good:
        FAILED.append(what)
        print("FAILED:", what)


def meet(service, how, name=None, session=None):
    """(version, cipher, subject's common name, resumed, session) or the reason why not."""
    try:
        with service.connect(how, name, session) as wire:
            shown = subprocess_name(wire.socket.getpeercert(True))
            return wire.socket.version(), wire.socket.cipher()[0], shown, wire.socket.session_reused, wire.socket.session
    except (ssl.SSLError, ConnectionError, EOFError, OSError) as why:
        return f"{type(why).__name__}: {why}"


def subprocess_name(der):
    """The first common name in a certificate that ends like one of ours."""
    names = re.findall(rb"[a-z]+\.example", der or b"")
    return names[-1].decode() if names else ""


def failed(met):
    return isinstance(met, str)


def versions(service):
    for version, name in ((V12, "TLSv1.2"), (V13, "TLSv1.3")):
        met = meet(service, context(version))
        check(f"{service.label}: {name}: {met}", not failed(met) and met[0] == name)
    for old in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        met = meet(service, context(old, ciphers="ALL:@SECLEVEL=0"))
        check(f"{service.label}: {old.name} is refused: {met}", failed(met))


def ciphers(service):
    for cipher, kind in (("ECDHE-RSA-AES128-GCM-SHA256", "rsa"), ("ECDHE-RSA-AES256-GCM-SHA384", "rsa"), ("DHE-RSA-AES256-GCM-SHA384", "rsa"),
                         ("ECDHE-ECDSA-AES128-GCM-SHA256", "ec"), ("ECDHE-ECDSA-CHACHA20-POLY1305", "ec")):
        met = meet(service, context(V12, ciphers=cipher))
        check(f"{service.label}: {cipher}: {met}", not failed(met) and met[1] == cipher and met[2] == f"{kind}.example")
    for weak in ("aNULL:@SECLEVEL=0", "eNULL:@SECLEVEL=0"):
        met = meet(service, context(V12, ciphers=weak))
        check(f"{service.label}: {weak} is refused: {met}", failed(met))


def curves(service):
    for curve in ("prime256v1", "secp384r1", "secp521r1"):
        for version in (V12, V13):
            met = meet(service, context(version, curve=curve))
            check(f"{service.label}: {curve}: {met}", not failed(met))
    met = meet(service, context(V12, curve="secp224r1", ciphers="ECDHE+AESGCM"))
    check(f"{service.label}: secp224r1 is refused: {met}", failed(met))


def names(service):
    for asked, shown in (("named.example", "named.example"), ("NAMED.example", "named.example"), ("x.below.example", "named.example"),
                         ("y.x.below.example", "named.example"), ("below.example", "ec.example"), ("unknown.example", "ec.example"), (None, "ec.example")):
        for version in (V12, V13):
            met = meet(service, context(version), asked)
            check(f"{service.label}: SNI {asked}: {met}", not failed(met) and met[2] == shown)


def alpn(service):
    for offered in (["imap"], ["pop3"], ["smtp"], ["h2", "http/1.1"]):
        met = meet(service, context(alpn=offered))
        check(f"{service.label}: ALPN {offered}: {met}", not failed(met))


def resumption(service, other):
    for version in (V12, V13):
        how = context(version)
        first = meet(service, how, "named.example")
        if failed(first):
            return check(f"{service.label}: {first}", False)
        check(f"{service.label}: a first session is new", not first[3])
        for _ in range(4):    # connections go to several workers
            again = meet(service, how, "named.example", first[4])
            check(f"{service.label}: {version.name} is resumed: {again}", not failed(again) and again[3])
        elsewhere = meet(other, how, "named.example", first[4])
        check(f"{service.label}: {version.name} is not resumed on {other.label}: {elsewhere}", not failed(elsewhere) and not elsewhere[3])
        named = meet(service, how, "unknown.example", first[4])
        check(f"{service.label}: {version.name} is not resumed for another name: {named}", not failed(named) and not named[3])


def s_client(service, *options):
    start = () if service.wrapped else ("-starttls", service.protocol) + (("-name", "client.example") if service.protocol in ("smtp", "lmtp") else ())
    run = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{service.port}", *start, *options], input=b"", capture_output=True, timeout=10, check=False)
    return run.stdout.decode(errors="replace") + run.stderr.decode(errors="replace")


def by_openssl(service):
    said = s_client(service, "-tls1_2", "-status", "-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384")
    check(f"{service.label}: OCSP of the ECDSA certificate", "OCSP Response Status: successful" in said and "Cert Status: good" in said)
    check(f"{service.label}: secure renegotiation, no compression", "Secure Renegotiation IS supported" in said and "Compression: NONE" in said)
    check(f"{service.label}: extended master secret", "Extended master secret: yes" in said)
    said = s_client(service, "-groups", "X25519")
    check(f"{service.label}: X25519", "Server Temp Key: X25519" in said)


def renegotiation(service):
    """What is typed stays open: at its end s_client would go before the server has refused."""
    with subprocess.Popen(["openssl", "s_client", "-connect", f"127.0.0.1:{service.port}", "-tls1_2", "-legacy_renegotiation"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as run:
        greeting = b"220 " if service.protocol == "smtp" else b"* OK"
        seen = b""
        while greeting not in seen and (piece := run.stdout.read1(65536)):    # data within a handshake would be another mistake
            seen += piece
        run.stdin.write(b"R\n")
        run.stdin.flush()
        try:
            run.wait(5)
        except subprocess.TimeoutExpired:
            run.kill()
        said = run.stdout.read().decode(errors="replace")
    check(f"{service.label}: renegotiation is refused: {said[-300:]}", "RENEGOTIATING" in said and "no renegotiation" in said)


def certificates():
    ask, must, imust = (Service(label, protocol, PORTS[label], wrapped) for label, protocol, wrapped in
                        (("ask", "smtp", False), ("must", "smtp", False), ("imust", "imap", True)))
    for version in (V12, V13):
        own, foreign, none = (context(version, certificate=f"{ETC}/client.both"), context(version, certificate=f"{ETC}/foreign.both"), context(version))
        for how in (own, foreign, none):
            check("ask: everybody is let in", not failed(meet(ask, how)))
        check("imust: a client of ours", not failed(meet(imust, own)))
        check("imust: a client of others is refused", failed(meet(imust, foreign)))
        check("imust: a client without a certificate is refused", failed(meet(imust, none)))
        with must.begin() as wire:
            wire.secure(own)
            check("must: a client of ours", wire.ask(b"NOOP\r\n").startswith(b"250"))
        for how in (foreign, none):
            with must.begin() as wire:
                wire.secure(how)
                said = wire.rest()
                check(f"must: the others are told why: {said}", said.startswith(b"421 4.7.1 "))
        # A ticket of the port that lets everybody in opens nothing at the one that does not.
        first = meet(ask, foreign)
        with must.begin() as wire:
            wire.secure(foreign, None, first[4])
            check("must: a ticket of another port does not help", wire.rest().startswith(b"421 4.7.1 "))
        first = meet(imust, own)
        elsewhere = meet(BY_LABEL["imaps"], own, None, first[4])
        check(f"imaps: resumed from a port with other demands: {elsewhere}", not failed(elsewhere) and not elsewhere[3])


def main():
    for service in ALL:
        versions(service)
        names(service)
    for service, other in zip(ALL, ("imap", "imap", "imaps", "pop3", "pop3s", "lmtp", "smtps", "smtp")):
        resumption(service, BY_LABEL[other])
    for service in (BY_LABEL[label] for label in ("smtp", "imaps", "pop3", "lmtp")):
        ciphers(service)
        curves(service)
        alpn(service)
    for label in ("smtps", "imap", "pop3s", "lmtp"):
        by_openssl(BY_LABEL[label])
    renegotiation(BY_LABEL["smtps"])
    renegotiation(BY_LABEL["imaps"])
    certificates()
    print(f"{CASES} cases, {len(FAILED)} failed")
    sys.exit(1 if FAILED else 0)


main()
