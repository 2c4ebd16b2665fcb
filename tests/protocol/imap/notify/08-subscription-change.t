# RFC 5465 5.5, 6.4: subscriptions; what is watched because of them follows.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
C: b NOTIFY SET (subscribed (SubscriptionChange MessageNew MessageExpunge))
S: b OK Notify completed.
TEXT Work Subject: x\n\nx\n
SILENT
CONNECT two
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SUBSCRIBE Work
S: b OK Subscribe completed.
ON 1
S: * LIST (\HasNoChildren \Subscribed) "." Work
S~ * STATUS Work (MESSAGES 1 UIDNEXT 2 UIDVALIDITY *)
TEXT Work Subject: x\n\nx\n
S~ * STATUS Work (MESSAGES 2 UIDNEXT 3 UIDVALIDITY *)
ON two
C: c UNSUBSCRIBE Work
S: c OK Unsubscribe completed.
ON 1
S: * LIST (\HasNoChildren) "." Work
TEXT Work Subject: x\n\nx\n
SILENT
