#!/usr/bin/env python3
"""zones.py WORK: the zones of the test, signed with keys of their own, nsd's configuration, and the trust anchor (root.anchor).
TLSA records are of the certificates in WORK/tls."""
import hashlib
import pathlib
import re
import subprocess
import sys

work = pathlib.Path(sys.argv[1])
zones = work / "zones"
HEAD = "$TTL 300\n@ IN SOA ns.test. root.test. 1 3600 600 86400 5\n@ IN NS ns.test.\n"


def openssl(*words):
    return subprocess.run(["openssl", *words], check=True, capture_output=True).stdout


def key_hash(name):
    key = openssl("x509", "-in", f"{work}/tls/{name}.pem", "-noout", "-pubkey")
    return hashlib.sha256(subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=key, check=True, capture_output=True).stdout).hexdigest()


def certificate_hash(name):
    return hashlib.sha256(openssl("x509", "-in", f"{work}/tls/{name}.pem", "-outform", "DER")).hexdigest()


def mx(domain, *hosts):
    return "".join(f"{domain} MX {preference} {host}\n" for preference, host in hosts)


def test_zone():
    text = HEAD + "ns A 10.75.0.53\nmx A 10.75.0.10\ndown A 10.75.0.3\ndead A 10.75.9.1\nbusy A 10.75.0.4\nplain5 A 10.75.0.5\n"
    text += mx("failover", (10, "down"), (20, "mx")) + mx("silent", (10, "dead"), (20, "mx")) + mx("alldead", (10, "dead"))
    text += mx("busyfirst", (10, "busy"), (20, "mx")) + mx("allbusy", (10, "busy"))
    text += mx("equal", (10, "e1"), (10, "e2")) + "e1 A 10.75.0.21\ne2 A 10.75.0.22\n"
    text += mx("dual", (10, "both")) + "both A 10.75.0.10\nboth AAAA fd75::10\n"
    text += mx("six", (10, "only6")) + "only6 AAAA fd75::10\n"
    text += mx("halfdown", (10, "half")) + "half AAAA fd75::3\nhalf A 10.75.0.10\n"
    text += mx("null", (0, ".")) + mx("mxcname", (10, "alias")) + "alias CNAME mx\nnomx A 10.75.0.10\n"
    text += "loop1 CNAME loop2\nloop2 CNAME loop1\n" + mx("mxloop", (10, "loop1"))
    text += mx("zero", (10, "z")) + "z A 0.0.0.0\n" + mx("lo", (10, "l")) + "l A 127.0.0.1\n" + mx("own", (10, "o")) + "o A 10.75.0.1\n"
    text += mx("backup", (10, "down"), (20, "o"), (30, "mx")) + mx("noaddress", (10, "missing"))
    text += mx("many", *((i, f"m{i}") for i in range(1, 101))) + "".join(f"m{i} A 10.75.8.{i}\n" for i in range(1, 100)) + "m100 A 10.75.0.10\n"
    text += mx("manygood", *((i, "mx" if i == 3 else f"n{i}") for i in range(1, 101)))
    text += "".join(f"n{i} A 10.75.9.{i}\n" for i in range(4, 101)) + "n1 A 10.75.0.3\nn2 A 10.75.0.2\n"
    text += "servfail NS ns\nplain NS ns\nbogus NS ns\n"
    text += mx("ee", (10, "mx.ee")) + f"mx.ee A 10.75.0.30\n_25._tcp.mx.ee TLSA 3 1 1 {key_hash('ee')}\n"
    text += mx("ta", (10, "mx.ta")) + f"mx.ta A 10.75.0.31\n_25._tcp.mx.ta TLSA 2 0 1 {certificate_hash('authority')}\n"
    text += mx("bad", (10, "mx.bad")) + f"mx.bad A 10.75.0.32\n_25._tcp.mx.bad TLSA 3 1 1 {'00' * 32}\n"
    text += mx("badfirst", (10, "mx.bad"), (20, "mx.ee"))
    text += mx("notls", (10, "mx.notls")) + f"mx.notls A 10.75.0.5\n_25._tcp.mx.notls TLSA 3 1 1 {key_hash('ee')}\n"
    text += mx("unusable", (10, "mx.unusable")) + "mx.unusable A 10.75.0.12\n_25._tcp.mx.unusable TLSA 0 0 1 " + "00" * 32 + "\n"
    return text + sts_part() + mx("tlsabogus", (10, "mx.bogus.test.")) + mx("onlynone", (10, "mx"))


# MTA-STS: the policy host is at the address; exchangers in order.
STS = {"stsgood": (40, "mx.stsgood"), "stswrong": (40, "mx.stswrong"), "stsname": (40, "mx.stsname"), "stsunlisted": (40, "mx"), "ststesting": (40, "mx"),
       "ststestcert": (40, "mx.ststestcert"), "stsplain": (40, "mx.stsplain"), "stsdane": (40, "mx.ee"), "stsweb": (41, "mx")}


def sts_part():
    text = "mx.stsgood A 10.75.0.34\nmx.stswrong A 10.75.0.32\nmx.stsname A 10.75.0.34\nmx.ststestcert A 10.75.0.32\nmx.stsplain A 10.75.0.5\n"
    for name, (web, exchanger) in STS.items():
        text += mx(name, (10, exchanger)) + f'_mta-sts.{name} TXT "v=STSv1; id=2026;"\nmta-sts.{name} A 10.75.0.{web}\n'
    return text


def plain_zone():
    text = HEAD + "mx A 10.75.0.33\n_25._tcp.mx TLSA 3 1 1 " + "00" * 32 + "\n"
    return text + mx("open", (10, "mx")) + mx("onlyplain", (10, "mx"))


def bogus_zone():
    return HEAD + f"mx A 10.75.0.33\n_25._tcp.mx TLSA 3 1 1 {key_hash('ee')}\nmxrr A 10.75.0.10\nmxrr MX 10 mx.test.\n"


def sign(name, text):
    """The DS record of the zone."""
    file = zones / f"{name or 'root'}.zone"
    file.write_text(text)
    origin = name + "." if name else "."
    made = subprocess.run(["ldns-keygen", "-r", "/dev/urandom", "-a", "ECDSAP256SHA256", "-k", origin], cwd=zones, check=True, capture_output=True)
    key = made.stdout.decode().strip()
    subprocess.run(["ldns-signzone", "-o", origin, "-f", f"{file}.signed", str(file), key], cwd=zones, check=True, capture_output=True)
    return subprocess.run(["ldns-key2ds", "-n", "-2", f"{key}.key"], cwd=zones, check=True, capture_output=True).stdout.decode()


def spoil(file, kind):
    """Another signature stands where the one of records of this type was: it proves nothing."""
    text = file.read_text()
    match = re.search(rf"RRSIG\s+{kind}\s.*\s(\S+)\s*$", text, re.MULTILINE)
    first = match.start(1)
    file.write_text(text[:first] + ("A" if text[first] != "A" else "B") + text[first + 1:])


def configure():
    nsd = work / "nsd"
    nsd.mkdir()
    lines = ["server:", "  ip-address: 10.75.0.53", '  username: ""', '  database: ""', f'  zonesdir: "{zones}"', f'  pidfile: "{nsd}/pid"',
             f'  zonelistfile: "{nsd}/zones"', f'  xfrdfile: "{nsd}/xfrd"', f'  xfrdir: "{nsd}"', "  server-count: 1", "remote-control:", "  control-enable: no"]
    for name, file in ((".", "root.zone.signed"), ("test.", "test.zone.signed"), ("plain.test.", "plain.test.zone"),
                       ("bogus.test.", "bogus.test.zone.signed"), ("servfail.test.", "absent")):
        lines += ["zone:", f'  name: "{name}"', f'  zonefile: "{file}"']
    (nsd / "nsd.conf").write_text("\n".join(lines) + "\n")


zones.mkdir()
(zones / "plain.test.zone").write_text(plain_zone())
of_bogus = sign("bogus.test", bogus_zone())
for broken in ("TLSA", "MX"):
    spoil(zones / "bogus.test.zone.signed", broken)
of_test = sign("test", test_zone() + of_bogus)
anchor = sign("", HEAD.replace("root.test.", "root.test.") + "test. NS ns.test.\nns.test. A 10.75.0.53\n" + of_test)
(zones / "root.anchor").write_text(anchor)
configure()
