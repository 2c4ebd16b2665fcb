# RFC 9586 3.5: message numbers are no criterion.
BULK INBOX 3
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE UIDONLY
S: * ENABLED UIDONLY
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: b UID SEARCH 1:2
S~ b BAD [UIDREQUIRED] *
C: c UID SEARCH NOT (SEEN OR 1 UID 2)
S~ c BAD [UIDREQUIRED] *
C: d UID SEARCH UID 2:* UNSEEN
S: * SEARCH 2 3
S: d OK Search completed.
C: f UID SEARCH RETURN (SAVE COUNT) ALL
S: * ESEARCH (TAG "f") UID COUNT 3
S: f OK Search completed, result saved.
C: g UID SEARCH $ UID 3
S: * SEARCH 3
S: g OK Search completed.
