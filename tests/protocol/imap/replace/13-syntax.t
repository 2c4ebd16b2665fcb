# One message number, a mailbox, and what APPEND takes (RFC 8508 5).
SET hard_error_limit 50
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\none\n
C: s SELECT INBOX
S... s OK *
C: b REPLACE
S~ b BAD Error in IMAP command REPLACE: *
C: c REPLACE 1:2 INBOX {3}
S: + OK
C: a
C: 
S~ c BAD Error in IMAP command REPLACE: *
C: d REPLACE 0 INBOX CATENATE (URL /INBOX/;UID=1)
S~ d BAD Error in IMAP command REPLACE: *
C: e UID REPLACE INBOX CATENATE (URL /INBOX/;UID=1)
S~ e BAD Error in IMAP command UID REPLACE: *
C: f REPLACE 1 INBOX frob
S~ f BAD Error in IMAP command REPLACE: *
C: g REPLACE * INBOX CATENATE (URL /INBOX/;UID=1)
S~ * OK [APPENDUID * 2] *
S: * 1 EXPUNGE
S: * 1 EXISTS
S~ * * RECENT
S: g OK Replace completed.
