# Commands in the wrong state, unknown and malformed ones.
S~ * OK *
C: a SELECT INBOX
S: a BAD Please log in first.
C: b FETCH 1 FLAGS
S: b BAD Please log in first.
C: c LOGIN alice@example.org secret
S~ c OK *
C: d FETCH 1 FLAGS
S: d BAD No mailbox selected.
C: e XYZZY
S: e BAD Error: unknown command.
C: f
S: f BAD Error: missing command.
C! \r\n
S: * BAD Error: invalid tag.
C: + NOOP
S: * BAD Error: invalid tag.
C: g NOOP now
S: g BAD Error in IMAP command NOOP: unexpected argument.
C: h UID NOOP
S: h BAD Error: unknown command.
C: i SELECT
S: i BAD Error in IMAP command SELECT: missing argument.
