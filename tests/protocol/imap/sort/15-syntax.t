# What is no SORT.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT
S: b BAD Error in IMAP command SORT: missing argument.
C: c SORT SUBJECT UTF-8 ALL
S: c BAD Error in IMAP command SORT: sort criteria expected.
C: d SORT () UTF-8 ALL
S: d BAD Error in IMAP command SORT: word expected.
C: e SORT (FROB) UTF-8 ALL
S: e BAD Error in IMAP command SORT: unknown sort criterion.
C: f SORT (REVERSE) UTF-8 ALL
S: f BAD Error in IMAP command SORT: unknown sort criterion.
C: g SORT (SUBJECT UTF-8 ALL
S: g BAD Error in IMAP command SORT: unknown sort criterion.
C: h SORT (SUBJECT) UTF-8
S: h BAD Error in IMAP command SORT: missing argument.
C: i UID SORT (SUBJECT) ALL
S: i BAD Error in IMAP command UID SORT: missing argument.
C: j SORT (DATE) UTF-8 2
S: j BAD Error in IMAP command SORT: invalid message set.
