# With other keys, NOT and OR.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX (\\Seen) "18-Nov-2026 20:00:00 +0000" {2+}\r\n\r\n\r\n
S... b OK *
C! c APPEND INBOX "16-Nov-2026 20:00:00 +0000" {2+}\r\n\r\n\r\n
S... c OK *
C: s SELECT INBOX
S... s OK *
C: d SEARCH NOT YOUNGER 259200
S: * SEARCH 2
S: d OK Search completed.
C: e SEARCH OR OLDER 259200 SEEN
S: * SEARCH 1 2
S: e OK Search completed.
