# AUTHENTICATE alone, and with two mechanisms.
S~ * OK *
C: a AUTHENTICATE
S~ a BAD Error in IMAP command AUTHENTICATE: *
C: b AUTHENTICATE (PLAIN)
S~ b BAD Error in IMAP command AUTHENTICATE: *
