# RFC 7162 3.1.10, example 20.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: d\nDate: 1 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: c\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 3 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: a\nDate: 4 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: a SORT RETURN (ALL) (REVERSE DATE) UTF-8 MODSEQ 1
S~ * OK [HIGHESTMODSEQ *
S~ * ESEARCH (TAG "a") ALL 4,3,2,1 MODSEQ *
S~ a OK *
