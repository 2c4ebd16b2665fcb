# RFC 5256 2.1: what is taken away, and what is not.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: Re[2]: [x] b\n\nx\n
TEXT INBOX Subject: AW: a\n\nx\n
TEXT INBOX Subject: [b]\n\nx\n
TEXT INBOX Subject: [a] [b]\n\nx\n
TEXT INBOX Subject: fwd : re: \n b (fwd) (FWD)\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT (SUBJECT) UTF-8 ALL
S: * SORT 2 1 5 3 4
S: b OK Sort completed.
