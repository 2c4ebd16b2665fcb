# As for SEARCH.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b THREAD ORDEREDSUBJECT X-UNKNOWN ALL
S: b NO [BADCHARSET (UTF-8 US-ASCII)] Unknown charset.
C! c THREAD ORDEREDSUBJECT UTF-8 SUBJECT {1+}\r\n\xff\r\n
S: c BAD Error in IMAP command THREAD: text is not in the charset.
