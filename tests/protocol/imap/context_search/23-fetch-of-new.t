# RFC 5465 7: UPDATE names what of new results is told, before the ESEARCH.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 1
C: s SELECT INBOX
S... s OK *
C: a00 SEARCH RETURN (COUNT UPDATE (UID BODY[HEADER.FIELDS (SUBJECT)])) SUBJECT "boss"
S: * ESEARCH (TAG "a00") COUNT 0
S: a00 OK Search completed, will notify.
TEXT INBOX Subject: the boss\n\nx\n
TEXT INBOX Subject: other\n\nx\n
C: c NOOP
S: * 3 EXISTS
S: * 3 RECENT
S: * 2 FETCH (UID 2 BODY[HEADER.FIELDS (SUBJECT)] {21}
S: Subject: the boss
S: 
S: )
S: * ESEARCH (TAG "a00") ADDTO (0 2)
S: c OK NOOP completed.
