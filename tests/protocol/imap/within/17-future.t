# A message from the future is young.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX "20-Nov-2030 20:47:08 +0000" {2+}\r\n\r\n\r\n
S... b OK *
C: s SELECT INBOX
S... s OK *
C: c SEARCH YOUNGER 1
S: * SEARCH 1
S: c OK Search completed.
C: d SEARCH OLDER 1
S: * SEARCH
S: d OK Search completed.
