"""token.py KEY MAILBOX: an access token as RFC 9068 has it, signed with that RSA key, good for five minutes."""

import base64
import json
import subprocess
import sys
import time


def base64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


now = int(time.time())
claims = {"iss": "https://id.example", "aud": ["mail"], "email": sys.argv[2], "iat": now, "exp": now + 300}
text = ".".join(base64url(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "at+jwt"}, claims))
signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", sys.argv[1]], input=text.encode(), capture_output=True, check=True)
print(text + "." + base64url(signature.stdout))
