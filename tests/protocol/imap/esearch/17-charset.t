# RETURN stands before CHARSET; an unknown charset is refused with the list of those known.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: =?iso-8859-1?q?J=FCrgen?=\n\nx\n
C: s SELECT INBOX
S... s OK *
C! b SEARCH RETURN (ALL) CHARSET ISO-8859-1 SUBJECT "j\xfcrgen"\r\n
S: * ESEARCH (TAG "b") ALL 1
S: b OK Search completed.
C! c SEARCH RETURN (ALL) CHARSET UTF-8 SUBJECT {7+}\r\nJ\xc3\x9crgen\r\n
S: * ESEARCH (TAG "c") ALL 1
S: c OK Search completed.
C: d SEARCH RETURN (ALL) CHARSET X-NONE SUBJECT x
S: d NO [BADCHARSET (UTF-8 US-ASCII)] Unknown charset.
C: e SEARCH CHARSET UTF-8 RETURN (ALL) ALL
S~ e BAD *
