# smtpd_forbidden_commands and smtpd_noop_commands of one's own.
SET smtpd_forbidden_commands FROB
SET smtpd_noop_commands XYZZY, VRFY
S... 220 *
C: GET /
S: 500 5.5.2 Error: command not recognized
C: xyzzy plugh
S: 250 2.0.0 Ok
C: VRFY bob@example.com
S: 250 2.0.0 Ok
C: NOOP
S: 250 2.0.0 Ok
C: frob
S: 221 2.7.0 Error: I can break rules, too. Goodbye.
CLOSED
