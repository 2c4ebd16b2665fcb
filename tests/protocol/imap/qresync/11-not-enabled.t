# RFC 7162 3.2.3: without ENABLE, QRESYNC and VANISHED are BAD; the selected mailbox stays.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 1
C: s SELECT INBOX
S... s OK *
C: b SELECT INBOX (QRESYNC (1001 1))
S: b BAD QRESYNC is not enabled.
C: c UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)
S: c BAD Error in IMAP command UID FETCH: QRESYNC is not enabled.
C: d FETCH 1 UID
S: * 1 FETCH (UID 1)
S: d OK Fetch completed.
