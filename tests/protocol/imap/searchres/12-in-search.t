# RFC 5182 2.2, examples 3 and 4: the result as a key of the next search.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 8
TEXT INBOX Subject: long\n\n012345678901234567890123456789012345678901234567890123456789\n
C: s SELECT INBOX
S... s OK *
C: A300 SEARCH RETURN (SAVE) SINCE 1-Jan-2004 NOT FROM "Smith" 5:9
S: A300 OK Search completed, result saved.
C: A301 UID SEARCH UID $ SMALLER 50
S: * SEARCH 5 6 7 8
S: A301 OK Search completed.
C: A302 UID SEARCH $ SMALLER 50
S: * SEARCH 5 6 7 8
S: A302 OK Search completed.
C! P283 SEARCH CHARSET UTF-8 (OR $ 1,3) TEXT {4+}\r\nlong\r\n
S: * SEARCH 9
S: P283 OK Search completed.
