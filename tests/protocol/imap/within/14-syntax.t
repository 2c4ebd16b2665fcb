# The interval is a number above zero.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b SEARCH YOUNGER 0
S: b BAD Error in IMAP command SEARCH: number must not be zero.
C: c SEARCH OLDER
S~ c BAD *
C: d SEARCH OLDER x
S~ d BAD *
C: e SEARCH YOUNGER -5
S~ e BAD *
C: f SEARCH YOUNGER 99999999999
S~ f BAD *
