# RFC 8514 4.2: when a message came into the mailbox; APPEND cannot set it.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\none\n
C! b APPEND INBOX "17-Jul-1996 02:44:25 -0700" {3+}\r\na\r\n\r\n
S~ b OK *
C: s SELECT INBOX
S... s OK *
C: A101 FETCH 1:2 (INTERNALDATE SAVEDATE)
S: * 1 FETCH (INTERNALDATE "14-Nov-2023 22:13:20 +0000" SAVEDATE "14-Nov-2023 22:13:20 +0000")
S~ * 2 FETCH (INTERNALDATE "17-Jul-1996 09:44:25 +0000" SAVEDATE "*-20*")
S: A101 OK Fetch completed.
