# As for SEARCH.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: d\nDate: 1 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: c\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 3 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: a\nDate: 4 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT RETURN (COUNT) (DATE) X-UNKNOWN ALL
S: b NO [BADCHARSET (UTF-8 US-ASCII)] Unknown charset.
C: c SORT RETURN (COUNT) (DATE) US-ASCII ALL
S: * ESEARCH (TAG "c") COUNT 4
S: c OK Sort completed.
