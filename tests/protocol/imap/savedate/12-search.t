# RFC 8514 4.3: before, on and since a day; every mailbox supports it.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\none\n
C! b APPEND INBOX "17-Jul-1996 02:44:25 -0700" {3+}\r\na\r\n\r\n
S~ b OK *
C: s SELECT INBOX
S... s OK *
C: c SEARCH SAVEDON 14-Nov-2023
S: * SEARCH 1
S: c OK Search completed.
C: d SEARCH SAVEDBEFORE 15-Nov-2023
S: * SEARCH 1
S: d OK Search completed.
C: e SEARCH SAVEDBEFORE 14-Nov-2023
S: * SEARCH
S: e OK Search completed.
C: f SEARCH SAVEDSINCE 15-Nov-2023
S: * SEARCH 2
S: f OK Search completed.
C: g SEARCH SAVEDATESUPPORTED
S: * SEARCH 1 2
S: g OK Search completed.
C: h SEARCH NOT SAVEDATESUPPORTED
S: * SEARCH
S: h OK Search completed.
