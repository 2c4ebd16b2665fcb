# UID EXPUNGE without a set, and with a wrong one.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b UID EXPUNGE
S~ b BAD Error in IMAP command UID EXPUNGE: *
C: c UID EXPUNGE x
S~ c BAD Error in IMAP command UID EXPUNGE: *
