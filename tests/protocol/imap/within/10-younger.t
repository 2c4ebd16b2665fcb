# RFC 5032 4: unseen messages of the last three days.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX "18-Nov-2026 20:00:00 +0000" {2+}\r\n\r\n\r\n
S... b OK *
C! c APPEND INBOX "16-Nov-2026 20:00:00 +0000" {2+}\r\n\r\n\r\n
S... c OK *
C: s SELECT INBOX
S... s OK *
C: a1 SEARCH UNSEEN YOUNGER 259200
S: * SEARCH 1
S: a1 OK Search completed.
