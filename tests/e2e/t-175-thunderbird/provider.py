#!/usr/bin/env python3
"""provider.py PORT KEY USER: an OAuth 2.0 provider on loopback, whom USER has always given consent. Its access tokens are signed with
KEY and told to be good for so short a time that a program has each login's refreshed. Prints each grant, a line each."""

import http.server
import json
import os
import subprocess
import sys
import urllib.parse

PORT, KEY, USER = sys.argv[1:]
SIGNER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../lib/access_token.py")
GRANTS = {"authorization_code": "code", "refresh_token": "refresh_token"}    # which field shows what was given before
GIVEN = {"code": "a code", "refresh_token": "a refresh token"}


def access_token():
    return subprocess.run([sys.executable, SIGNER, KEY, USER], capture_output=True, check=True, text=True).stdout.strip()


class Provider(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        """RFC 6749 4.1.1: nobody is asked, the browser goes back with a code at once."""
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        if asked.get("response_type") != "code":
            return self.answer(404, b"")
        back = urllib.parse.urlencode({"code": GIVEN["code"], "state": asked["state"]})
        self.answer(302, b"", Location=f"{asked['redirect_uri']}?{back}")

    def do_POST(self):
        """RFC 6749 4.1.3 and 6."""
        asked = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        grant = asked.get("grant_type")
        field = GRANTS.get(grant)
        if not field or asked.get(field) != GIVEN[field]:
            return self.answer(400, b'{"error": "invalid_grant"}')
        print(grant, flush=True)
        said = {"access_token": access_token(), "token_type": "Bearer", "expires_in": 5, "refresh_token": GIVEN["refresh_token"]}
        self.answer(200, json.dumps(said).encode(), Content_Type="application/json")

    def answer(self, status, body, **fields):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(PORT)), Provider).serve_forever()
