# RFC 5465 3.1, the example, with the parentheses that its own grammar asks for.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Lists.Lemonade
FOLDER misc
TEXT Lists.Lemonade Subject: one\n\nx\n
BULK INBOX 1
C: b notify set status (selected (MessageNew (uid body.peek[header.fields (from to subject)]) MessageExpunge)) (subtree Lists (MessageNew MessageExpunge))
S~ * STATUS Lists (MESSAGES 0 UIDNEXT 1 UIDVALIDITY *)
S~ * STATUS Lists.Lemonade (MESSAGES 1 UIDNEXT 2 UIDVALIDITY *)
S: b OK Notify completed.
C: c SELECT INBOX
S... c OK *
TEXT Lists.Lemonade Subject: two\n\nx\n
S~ * STATUS Lists.Lemonade (MESSAGES 2 UIDNEXT 3 UIDVALIDITY *)
TEXT INBOX Subject: Re: good morning\nFrom: alice@example.org\nTo: bob@example.org\n\nx\n
S: * 2 EXISTS
S: * 2 RECENT
S: * 2 FETCH (UID 2 BODY[HEADER.FIELDS (from to subject)] {75}
S: Subject: Re: good morning
S: From: alice@example.org
S: To: bob@example.org
S: 
S: )
C: d STATUS misc (UIDVALIDITY UIDNEXT MESSAGES)
S~ * STATUS misc (UIDVALIDITY * UIDNEXT 1 MESSAGES 0)
S: d OK Status completed.
C: e NOTIFY SET (selected (MessageNew (uid body.peek[header.fields (from to subject)]) MessageExpunge)) (subtree Lists (MessageNew MessageExpunge)) (mailboxes misc (MessageNew MessageExpunge))
S: e OK Notify completed.
TEXT misc Subject: x\n\nx\n
S~ * STATUS misc (MESSAGES 1 UIDNEXT 2 UIDVALIDITY *)
