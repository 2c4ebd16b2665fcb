# With non-synchronizing literals all comes in one piece, and the selected mailbox tells it.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C! b APPEND INBOX {3+}\r\na\r\n (\\Seen) {3+}\r\nb\r\n (\\Draft $Mine) {3+}\r\nc\r\n\r\nc NOOP\r\n
S~ * FLAGS (* $Mine)
S~ * OK [PERMANENTFLAGS *
S: * 3 EXISTS
S: * 3 RECENT
S~ b OK [APPENDUID * 1:3] Append completed.
S: c OK NOOP completed.
C: d FETCH 2:3 FLAGS
S: * 2 FETCH (FLAGS (\Seen \Recent))
S: * 3 FETCH (FLAGS (\Draft \Recent $Mine))
S: d OK Fetch completed.
