# APPEND with a synchronizing literal, flags and date; APPENDUID.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b APPEND INBOX (\Seen $Sent) "05-Jan-2024 10:11:12 +0100" {23}
S: + OK
C! Subject: one\r\n\r\nhello\r\n\r\n
S~ b OK [APPENDUID * 1] Append completed.
C: c SELECT INBOX
S... c OK *
C: d FETCH 1 (FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])
S: * 1 FETCH (FLAGS (\Seen \Recent $Sent) INTERNALDATE "05-Jan-2024 09:11:12 +0000" RFC822.SIZE 23 BODY[] {23}
S: Subject: one
S: 
S: hello
S: )
S: d OK Fetch completed.
