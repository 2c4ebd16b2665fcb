# RFC 9755 3: told, and enabled by name; UTF8=ONLY cannot be enabled.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK [CAPABILITY * UTF8=ACCEPT *
C: b ENABLE UTF8=ONLY
S: * ENABLED
S: b OK Enabled.
C: c ENABLE utf8=accept
S: * ENABLED UTF8=ACCEPT
S: c OK Enabled.
