# PARTIAL is for UID FETCH, once.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b FETCH 1 FLAGS (PARTIAL 1:2)
S: b BAD Error in IMAP command FETCH: one PARTIAL is for UID FETCH.
C: c UID FETCH 1 FLAGS (PARTIAL 1:2 PARTIAL 1:2)
S: c BAD Error in IMAP command UID FETCH: one PARTIAL is for UID FETCH.
C: d UID FETCH 1 FLAGS (PARTIAL)
S: d BAD Error in IMAP command UID FETCH: space expected.
C: e UID FETCH 1 FLAGS (PARTIAL 1:*)
S: e BAD Error in IMAP command UID FETCH: number expected.
