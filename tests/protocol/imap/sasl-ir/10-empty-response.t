# An initial response of no octets is "=" (RFC 4959 3): PLAIN refuses it.
S~ * OK *
C: a AUTHENTICATE PLAIN =
S: a NO [AUTHENTICATIONFAILED] Authentication failed.
C: b NOOP
S: b OK NOOP completed.
