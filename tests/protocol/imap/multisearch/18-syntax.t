# What is no ESEARCH.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b ESEARCH
S: b BAD Error in IMAP command ESEARCH: missing argument.
C: c ESEARCH IN () ALL
S: c BAD Error in IMAP command ESEARCH: word expected.
C: d ESEARCH IN (frob) ALL
S: d BAD Error in IMAP command ESEARCH: unknown mailbox specifier.
C: e ESEARCH IN (selected-delayed) ALL
S: e BAD Error in IMAP command ESEARCH: unknown mailbox specifier.
C: f ESEARCH IN (personal ALL
S: f BAD Error in IMAP command ESEARCH: unknown mailbox specifier.
C: g ESEARCH IN (mailboxes) ALL
S: g BAD Error in IMAP command ESEARCH: space expected.
C: h ESEARCH IN (mailboxes (a b) ALL
S: h BAD Error in IMAP command ESEARCH: unknown mailbox specifier.
C: i ESEARCH IN (personal (depth 1)) ALL
S: i BAD Error in IMAP command ESEARCH: unknown scope option.
C: j ESEARCH RETURN (ALL) IN (personal) ALL
S: j BAD Error in IMAP command ESEARCH: unknown search key.
C: k ESEARCH IN (personal)
S: k BAD Error in IMAP command ESEARCH: missing argument.
