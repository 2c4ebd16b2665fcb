# RFC 9586 3, 3.2: commands that count messages are BAD, "*" and "$" included.
BULK INBOX 3
FOLDER other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE UIDONLY
S: * ENABLED UIDONLY
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: 07 FETCH 1:3 (UID FLAGS)
S: 07 BAD [UIDREQUIRED] Message numbers are not allowed once UIDONLY is enabled.
C: 08 STORE * +FLAGS (\Seen)
S~ 08 BAD [UIDREQUIRED] *
C: 09 SEARCH ALL
S~ 09 BAD [UIDREQUIRED] *
C: 10 COPY 1 other
S~ 10 BAD [UIDREQUIRED] *
C: 11 MOVE $ other
S~ 11 BAD [UIDREQUIRED] *
C: 12 NOOP
S: 12 OK NOOP completed.
