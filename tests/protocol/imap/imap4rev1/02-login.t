# LOGIN with atoms, quoted strings and literals; a failure says nothing of the reason.
S~ * OK *
C: a LOGIN alice@example.org wrong
S: a NO [AUTHENTICATIONFAILED] Authentication failed.
C: b LOGIN nobody secret
S: b NO [AUTHENTICATIONFAILED] Authentication failed.
C: c LOGIN {17}
S: + OK
C: alice@example.org {6+}
C: secret
S~ c OK [CAPABILITY *] Logged in
C: d LOGIN alice@example.org secret
S: d BAD Already logged in.
