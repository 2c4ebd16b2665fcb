# RFC 5465 6: several groups speak of one mailbox; SELECTED speaks of the selected one alone.
S~ * OK *
C: l LOGIN alice@example.org secret
S~ l OK *
FOLDER Work
C: a notify set (mailboxes INBOX (Messagenew messageExpunge)) (personal (SubscriptionChange))
S: a OK Notify completed.
TEXT Work Subject: x\n\nx\n
SILENT
TEXT INBOX Subject: x\n\nx\n
S~ * STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY *)
CONNECT two
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SUBSCRIBE INBOX
S: b OK Subscribe completed.
ON 1
S: * LIST (\HasNoChildren \Subscribed) "." INBOX
C: s SELECT INBOX
S... s OK *
C: b notify set (selected (Messagenew (uid flags) messageExpunge)) (personal (MessageNew FlagChange MessageExpunge))
S: b OK Notify completed.
FLAGS INBOX 1 + \Seen
SILENT
FLAGS Work 1 + \Seen
S~ * STATUS Work (UIDVALIDITY * UNSEEN 0)
TEXT INBOX Subject: x\n\nx\n
S: * 2 EXISTS
S: * 2 RECENT
S: * 2 FETCH (UID 2 FLAGS (\Recent))
