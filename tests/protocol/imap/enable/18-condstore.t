# CONDSTORE and QRESYNC are what can be enabled; others are passed over beside them.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b ENABLE X-FROB condstore IDLE
S: * ENABLED CONDSTORE
S: b OK Enabled.
C: c ENABLE QRESYNC
S: * ENABLED CONDSTORE QRESYNC
S: c OK Enabled.
