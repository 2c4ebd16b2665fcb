# RFC 9051 appendix A and 6.3.1: beside IMAP4rev1 it has to be enabled, and the list of capabilities stays.
S~ * OK [CAPABILITY IMAP4rev1 IMAP4rev2 *
C: a LOGIN alice@example.org secret
S~ a OK [CAPABILITY IMAP4rev1 IMAP4rev2 *
C: t1 CAPABILITY
S~ * CAPABILITY IMAP4rev1 IMAP4rev2 * LITERAL+ *
S: t1 OK Capability completed.
C: t2 ENABLE imap4REV2 X-GOOD-IDEA
S: * ENABLED IMAP4rev2
S: t2 OK Enabled.
C: t3 CAPABILITY
S~ * CAPABILITY IMAP4rev1 IMAP4rev2 * LITERAL+ *
S: t3 OK Capability completed.
C: a1 ENABLE CONDSTORE
S: * ENABLED CONDSTORE
S: a1 OK Enabled.
