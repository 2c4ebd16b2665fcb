# RFC 9755 3: LIST and LSUB answer in UTF-8 once it is enabled.
FOLDER café
FOLDER R&D
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b LIST "" *
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasNoChildren) "." R&-D
S: * LIST (\HasNoChildren) "." caf&AOk-
S: b OK List completed.
C: c ENABLE UTF8=ACCEPT
S: * ENABLED UTF8=ACCEPT
S: c OK Enabled.
C: d LIST "" *
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasNoChildren) "." R&D
S: * LIST (\HasNoChildren) "." "café"
S: d OK List completed.
C: f SUBSCRIBE "café"
S: f OK Subscribe completed.
C: g LSUB "" "*"
S: * LSUB () "." "café"
S: g OK Lsub completed.
C: h STATUS "café" (MESSAGES)
S: * STATUS "café" (MESSAGES 0)
S: h OK Status completed.
