# Greeting, capabilities before and after login, ID, NAMESPACE, LOGOUT.
S: * OK [CAPABILITY IMAP4rev1 IMAP4rev2 SASL-IR ID ENABLE IDLE LANGUAGE LITERAL+ AUTH=PLAIN AUTH=LOGIN] Mailstead ready.
C: a CAPABILITY
S: * CAPABILITY IMAP4rev1 IMAP4rev2 SASL-IR ID ENABLE IDLE LANGUAGE LITERAL+ AUTH=PLAIN AUTH=LOGIN
S~ a OK *
C: b NOOP
S: b OK NOOP completed.
C: c LOGIN alice@example.org secret
S~ c OK [CAPABILITY IMAP4rev1 * NAMESPACE CHILDREN UIDPLUS UNSELECT MOVE *] Logged in
C: d CAPABILITY
S~ * CAPABILITY IMAP4rev1 * NAMESPACE CHILDREN UIDPLUS UNSELECT MOVE *
S: d OK Capability completed.
C: e NAMESPACE
S: * NAMESPACE (("" ".")) NIL NIL
S: e OK Namespace completed.
C: f ID ("name" "test" "version" NIL)
S: * ID ("name" "Mailstead")
S: f OK ID completed.
C: g ID NIL
S: * ID ("name" "Mailstead")
S: g OK ID completed.
C: h ENABLE FROB
S: * ENABLED
S: h OK Enabled.
C: i LOGOUT
S: * BYE Logging out
S: i OK Logout completed.
CLOSED
