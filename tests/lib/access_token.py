"""access_token.py KEY MAILBOX: an access token as RFC 9068 has it, signed with that RSA key, good for five minutes. jwt() makes others."""

import base64
import json
import subprocess
import sys
import time


def base64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def jwt(claims, key, header={"alg": "RS256", "typ": "at+jwt"}):
    text = base64url(json.dumps(header).encode()) + "." + base64url(json.dumps(claims).encode())
    if header["alg"] == "none":
        return text + "."
    made = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key], input=text.encode(), capture_output=True, check=True)
    return text + "." + base64url(made.stdout)


if __name__ == "__main__":
    now = int(time.time())
    print(jwt({"iss": "https://id.example", "aud": ["mail"], "email": sys.argv[2], "iat": now, "exp": now + 300}, sys.argv[1]))
