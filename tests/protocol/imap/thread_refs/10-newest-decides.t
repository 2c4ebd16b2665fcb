# Threads stand by what arrived last in each of them.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! x1 APPEND INBOX "01-Jan-2020 10:00:00 +0000" {38+}\r\nSubject: old\r\nMessage-ID: <1@x>\r\n\r\nx\r\n\r\n
S... x1 OK *
C! x2 APPEND INBOX "02-Jan-2020 10:00:00 +0000" {40+}\r\nSubject: young\r\nMessage-ID: <2@x>\r\n\r\nx\r\n\r\n
S... x2 OK *
C! x3 APPEND INBOX "03-Jan-2020 10:00:00 +0000" {61+}\r\nSubject: Re: old\r\nMessage-ID: <3@x>\r\nReferences: <1@x>\r\n\r\nx\r\n\r\n
S... x3 OK *
C: s SELECT INBOX
S... s OK *
C: b THREAD REFS UTF-8 ALL
S: * THREAD (2)(1 3)
S: b OK Thread completed.
C: c UID THREAD REFS UTF-8 ALL
S: * THREAD (2)(1 3)
S: c OK Thread completed.
