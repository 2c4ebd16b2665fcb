# RFC 8508 4.6: the new message has an id of its own. Flags may change, the id does not.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\none\n
C: s SELECT INBOX
S... s OK *
C: x STORE 1 +FLAGS.SILENT (\Seen)
S: x OK Store completed.
C! c REPLACE 1 INBOX {3+}\r\na\r\n\r\n
S... c OK *
C: d FETCH 1 EMAILID
S: * 1 FETCH (EMAILID (M1001-2))
S: d OK Fetch completed.
