# RFC 7162 3.1.3, example 11: MODIFIED in a NO, when some of the messages are gone.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 7
C: s SELECT INBOX (CONDSTORE)
S... s OK *
FLAGS INBOX 2 + \Answered
GONE INBOX 4
GONE INBOX 5
C: x FETCH 1 UID
S: * 1 FETCH (UID 1)
S: * 2 FETCH (UID 2 FLAGS (\Answered \Recent) MODSEQ (9))
S: * OK [HIGHESTMODSEQ 8] Highest
S: x OK Fetch completed.
C: B001 STORE 1:5 (UNCHANGEDSINCE 8) +FLAGS (\Seen)
S: * 1 FETCH (UID 1 FLAGS (\Seen \Recent) MODSEQ (12))
S: * 3 FETCH (UID 3 FLAGS (\Seen \Recent) MODSEQ (12))
S: * OK [HIGHESTMODSEQ 8] Highest
S: B001 NO [MODIFIED 2] Some of the messages no longer exist.
C: B002 NOOP
S: * 4 EXPUNGE
S: * 4 EXPUNGE
S: B002 OK NOOP completed.
C: b003 STORE 2 (UNCHANGEDSINCE 9) +FLAGS (\Seen)
S: * 2 FETCH (UID 2 FLAGS (\Answered \Seen \Recent) MODSEQ (13))
S: b003 OK Store completed.
