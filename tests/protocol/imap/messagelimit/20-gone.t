# RFC 9738 3.1: beside EXPUNGEISSUED the limit is told in an untagged NO.
SET messages_at_once 3
BULK INBOX 6
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
GONE INBOX 5
C: 11 FETCH 1:6 (UID BODY.PEEK[HEADER.FIELDS (DATE)])
S: * 6 FETCH (UID 6 BODY[HEADER.FIELDS (DATE)] {2}
S:
S: )
S: * 4 FETCH (UID 4 BODY[HEADER.FIELDS (DATE)] {2}
S:
S: )
S: * NO [MESSAGELIMIT 3 4] Not all messages were worked on.
S~ 11 NO [EXPUNGEISSUED] *
