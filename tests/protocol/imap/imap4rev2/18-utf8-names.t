# RFC 9051 5.1: names are UTF-8, quoted or in literals; "&" stands for itself; so are they told everywhere.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: b CREATE "Entwürfe"
S~ b OK [MAILBOXID (*)] Create completed.
C! c CREATE {5+}\r\ncaf\xc3\xa9\r\n
S~ c OK [MAILBOXID (*)] Create completed.
C: d CREATE "A&B"
S~ d OK [MAILBOXID (*)] Create completed.
C: f CREATE "&AOQ-"
S~ f OK [MAILBOXID (*)] Create completed.
C: g LIST "" *
S: * LIST (\HasNoChildren) "." &AOQ-
S: * LIST (\HasNoChildren) "." A&B
S: * LIST (\HasNoChildren) "." "Entwürfe"
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasNoChildren) "." "café"
S: g OK List completed.
C: h LIST "" "caf%"
S: * LIST (\HasNoChildren) "." "café"
S: h OK List completed.
C: i LIST "" "Entwü*"
S: * LIST (\HasNoChildren) "." "Entwürfe"
S: i OK List completed.
C: j SUBSCRIBE "Entwürfe"
S: j OK Subscribe completed.
C: k LSUB "" *
S: * LSUB () "." "Entwürfe"
S: k OK Lsub completed.
C: l STATUS "café" (MESSAGES)
S: * STATUS "café" (MESSAGES 0)
S: l OK Status completed.
C: m SELECT "café"
S... * LIST (\HasNoChildren) "." "café"
S: m OK [READ-WRITE] Select completed.
C: n GETQUOTAROOT "café"
S: * QUOTAROOT "café"
S: n OK Getquotaroot completed.
CONNECT other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b LIST "" *
S: * LIST (\HasNoChildren) "." &-AOQ-
S: * LIST (\HasNoChildren) "." A&-B
S: * LIST (\HasNoChildren) "." Entw&APw-rfe
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasNoChildren) "." caf&AOk-
S: b OK List completed.
