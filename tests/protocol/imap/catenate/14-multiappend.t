# Several messages of parts, plain ones among them (RFC 4469 3, RFC 3502): all or none.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\nabc\n
C! b APPEND INBOX (\\Seen) CATENATE (URL /INBOX/;UID=1) {3+}\r\nb\r\n CATENATE (TEXT {3+}\r\nc\r\n URL /INBOX/;UID=1/;SECTION=TEXT) (\\Flagged) CATENATE (URL /INBOX/;UID=1/;PARTIAL=9.3)\r\n
S~ b OK [APPENDUID * 2:5] Append completed.
C: s SELECT INBOX
S... s OK *
C: c FETCH 2:5 (FLAGS BODY.PEEK[])
S: * 2 FETCH (FLAGS (\Seen \Recent) BODY[] {19}
S: Subject: a
S: 
S: abc
S: )
S: * 3 FETCH (FLAGS (\Recent) BODY[] {3}
S: b
S: )
S: * 4 FETCH (FLAGS (\Recent) BODY[] {8}
S: c
S: abc
S: )
S: * 5 FETCH (FLAGS (\Flagged \Recent) BODY[] {3}
S: a
S: )
S: c OK Fetch completed.
C! d APPEND INBOX CATENATE (URL /INBOX/;UID=1) CATENATE (URL /INBOX/;UID=77) {3+}\r\nb\r\n\r\n
S~ d NO [BADURL /INBOX/;UID=77] *
C: e NOOP
S: e OK NOOP completed.
