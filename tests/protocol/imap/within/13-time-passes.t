# The interval ends now, whenever that is.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX "20-Nov-2026 20:46:08 +0000" {2+}\r\n\r\n\r\n
S... b OK *
C: s SELECT INBOX
S... s OK *
C: c SEARCH YOUNGER 100
S: * SEARCH 1
S: c OK Search completed.
CLOCK +2m
C: d SEARCH YOUNGER 100
S: * SEARCH
S: d OK Search completed.
