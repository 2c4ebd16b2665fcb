# RFC 9738 3.2: UIDAFTER and UIDBEFORE.
SET messages_at_once 1000
BULK INBOX 5
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: 12 UID SEARCH UIDAFTER 3 UNDELETED
S: * SEARCH 4 5
S: 12 OK Search completed.
C: 13 SEARCH UIDBEFORE 3
S: * SEARCH 1 2
S: 13 OK Search completed.
C: 14 SEARCH UIDBEFORE 1
S: * SEARCH
S: 14 OK Search completed.
C: 15 SEARCH UIDAFTER 4294967295
S: * SEARCH
S: 15 OK Search completed.
C: 16 SEARCH NOT UIDAFTER 1
S: * SEARCH 1
S: 16 OK Search completed.
C: 17 SEARCH UIDAFTER 0
S~ 17 BAD Error in IMAP command SEARCH: *
C: 18 SEARCH UIDBEFORE *
S~ 18 BAD Error in IMAP command SEARCH: *
