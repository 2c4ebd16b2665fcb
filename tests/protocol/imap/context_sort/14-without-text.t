# By arrival and size, which need no text.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! x1 APPEND INBOX "02-Jan-2020 10:00:00 +0000" {17+}\r\nSubject: a\r\n\r\nx\r\n\r\n
S... x1 OK *
C! x2 APPEND INBOX "04-Jan-2020 10:00:00 +0000" {17+}\r\nSubject: b\r\n\r\nx\r\n\r\n
S... x2 OK *
C: s SELECT INBOX
S... s OK *
C: b UID SORT RETURN (UPDATE ALL) (REVERSE ARRIVAL) UTF-8 UNFLAGGED
S: * ESEARCH (TAG "b") UID ALL 2,1
S: b OK Sort completed, will notify.
C! x3 APPEND INBOX "03-Jan-2020 10:00:00 +0000" {17+}\r\nSubject: a\r\n\r\nx\r\n\r\n
S: * 3 EXISTS
S: * 3 RECENT
S: * ESEARCH (TAG "b") UID ADDTO (2 3)
S~ x3 OK *
