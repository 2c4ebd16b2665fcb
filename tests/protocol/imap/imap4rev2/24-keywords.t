# RFC 9051 2.3.2: the keywords that a server should keep.
BULK INBOX 2
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: b STORE 1 +FLAGS ($MDNSent $Forwarded $Junk $Phishing)
S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft $MDNSent $Forwarded $Junk $Phishing)
S~ * OK [PERMANENTFLAGS (* $MDNSent $Forwarded $Junk $Phishing \*)] Flags permitted.
S: * 1 FETCH (UID 1 FLAGS ($MDNSent $Forwarded $Junk $Phishing))
S: b OK Store completed.
C: c STORE 1 -FLAGS.SILENT ($Junk)
S: c OK Store completed.
C: d STORE 1:2 +FLAGS.SILENT ($NotJunk)
S... d OK Store completed.
C: f SEARCH KEYWORD $notjunk UNKEYWORD $junk
S: * ESEARCH (TAG "f") ALL 1:2
S: f OK Search completed.
