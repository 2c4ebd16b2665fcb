# RFC 4731 3.1, third example: the first unseen, as SELECT tells it.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 6
FLAGS INBOX 1 + \Seen
FLAGS INBOX 2 + \Seen
FLAGS INBOX 3 + \Seen
C: s SELECT INBOX
S... * OK [UNSEEN 4] *
S... s OK *
C: A284 SEARCH RETURN (MIN) UNSEEN
S: * ESEARCH (TAG "A284") MIN 4
S: A284 OK Search completed.
