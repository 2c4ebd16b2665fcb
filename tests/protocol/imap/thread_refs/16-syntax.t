# What is no algorithm, and a charset that is none.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b THREAD REF UTF-8 ALL
S: b BAD Error in IMAP command THREAD: unknown thread algorithm.
C: c THREAD REFS X-UNKNOWN ALL
S: c NO [BADCHARSET (UTF-8 US-ASCII)] Unknown charset.
