# Exact to the second, and both ends belong to it (RFC 5032 2). The clock stands at 20-Nov-2026 20:47:08.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX "20-Nov-2026 20:46:08 +0000" {2+}\r\n\r\n\r\n
S... b OK *
C: s SELECT INBOX
S... s OK *
C: c SEARCH OLDER 60
S: * SEARCH 1
S: c OK Search completed.
C: d SEARCH YOUNGER 60
S: * SEARCH 1
S: d OK Search completed.
C: e SEARCH OLDER 61
S: * SEARCH
S: e OK Search completed.
C: f SEARCH YOUNGER 59
S: * SEARCH
S: f OK Search completed.
