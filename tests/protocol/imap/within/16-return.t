# With ESEARCH and SEARCHRES.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX "18-Nov-2026 20:00:00 +0000" {2+}\r\n\r\n\r\n
S... b OK *
C: s SELECT INBOX
S... s OK *
C: c UID SEARCH RETURN (SAVE COUNT) YOUNGER 4294967295
S: * ESEARCH (TAG "c") UID COUNT 1
S: c OK Search completed, result saved.
C: d FETCH $ UID
S: * 1 FETCH (UID 1)
S: d OK Fetch completed.
