# RFC 4469 4.1 and appendix A, example 4: the first URL that fails is told, in place of a continuation.
SET hard_error_limit 50
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\nabc\n
C! b APPEND INBOX CATENATE (TEXT {3}\r\n
S: + OK
C! a\r\n URL "/INBOX;UIDVALIDITY=1001/;UID=99" TEXT {4}\r\n
S: b NO [BADURL /INBOX;UIDVALIDITY=1001/;UID=99] No such message or part.
C! c APPEND INBOX CATENATE (URL "/INBOX;UIDVALIDITY=1001/;UID=1/;section=1.5.9" TEXT {2+}\r\nab URL "/INBOX/;UID=98")\r\n
S: c NO [BADURL /INBOX;UIDVALIDITY=1001/;UID=1/;section=1.5.9] No such message or part.
C: d APPEND INBOX CATENATE (URL "/INBOX;UIDVALIDITY=7/;UID=1")
S: d NO [BADURL /INBOX;UIDVALIDITY=7/;UID=1] No such message or part.
C: e APPEND INBOX CATENATE (URL "/Nowhere/;UID=1")
S: e NO [BADURL /Nowhere/;UID=1] No such message or part.
C: f APPEND INBOX CATENATE (URL "imap://alice@other/INBOX/;UID=1")
S: f NO [BADURL imap://alice@other/INBOX/;UID=1] No such message or part.
C: g APPEND INBOX CATENATE (URL "/INBOX/;UID=1;URLAUTH=anonymous:internal:00")
S~ g NO [BADURL *
C: h APPEND INBOX CATENATE (URL "a]b c")
S: h NO [BADURL a%5Db%20c] No such message or part.
C: i APPEND INBOX CATENATE (URL INBOX/;UID=1)
S: i NO [BADURL INBOX/;UID=1] No such message or part.
C: j STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 1)
S: j OK Status completed.
