# Unknown names are passed over, and the answer says that nothing was enabled (RFC 5161 3.1).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b ENABLE FROB X-NOTHING
S: * ENABLED
S: b OK Enabled.
