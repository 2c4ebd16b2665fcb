#!/usr/bin/env python3
"""policies.py TLS: the policy hosts of MTA-STS, on port 443: 10.75.0.40 with a certificate of the authority, 10.75.0.41 with one of nobody."""
import http.server
import ssl
import sys
import threading

POLICIES = {"stsgood": ("enforce", "mx.stsgood.test"), "stswrong": ("enforce", "mx.stswrong.test"), "stsname": ("enforce", "*.stsname.test"),
            "stsunlisted": ("enforce", "other.test"), "ststesting": ("testing", "other.test"), "ststestcert": ("testing", "mx.ststestcert.test"),
            "stsplain": ("enforce", "mx.stsplain.test"), "stsdane": ("enforce", "other.test"), "stsweb": ("enforce", "other.test")}


class Host(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        found = POLICIES.get(self.headers.get("Host", "").removeprefix("mta-sts.").split(".")[0])
        if not found or self.path != "/.well-known/mta-sts.txt":
            return self.send_error(404)
        text = f"version: STSv1\r\nmode: {found[0]}\r\nmx: {found[1]}\r\nmax_age: 86400\r\n".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


for address, name in (("10.75.0.40", "web"), ("10.75.0.41", "ee")):
    server = http.server.ThreadingHTTPServer((address, 443), Host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{sys.argv[1]}/{name}.pem", f"{sys.argv[1]}/{name}-key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever).start()
print("listening", flush=True)
