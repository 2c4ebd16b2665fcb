# APPEND with LITERAL+: all in one go, into the selected mailbox.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *

C! b APPEND INBOX {14+}\r\nSubject: x\r\n\r\n\r\nc NOOP\r\n
S: * 1 EXISTS
S: * 1 RECENT
S~ b OK [APPENDUID * 1] Append completed.
S: c OK NOOP completed.
C! d APPEND "INBOX" {1+}\r\nx\r\n
S: * 2 EXISTS
S: * 2 RECENT
S~ d OK [APPENDUID * 2] Append completed.
