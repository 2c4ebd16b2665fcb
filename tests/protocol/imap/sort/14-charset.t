# The charset is that of the keys; one that is not known is named.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: =?iso-8859-1?Q?=E9t=E9?=\n\nx\n
TEXT INBOX Subject: x\n\nx\n
TEXT INBOX Subject: ÉTÉ\n\nx\n
C: s SELECT INBOX
S... s OK *
C! b SORT (ARRIVAL) ISO-8859-1 SUBJECT {3+}\r\n\xc9T\xe9\r\n
S: * SORT 1 3
S: b OK Sort completed.
C: c SORT (ARRIVAL) X-UNKNOWN ALL
S: c NO [BADCHARSET (UTF-8 US-ASCII)] Unknown charset.
C! d SORT (ARRIVAL) UTF-8 SUBJECT {1+}\r\n\xff\r\n
S: d BAD Error in IMAP command SORT: text is not in the charset.
C: e SORT (ARRIVAL) "utf-8" ALL
S: * SORT 1 2 3
S: e OK Sort completed.
