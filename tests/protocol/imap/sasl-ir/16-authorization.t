# An authorization identity in front changes nothing for the session.
S~ * OK *
C: a AUTHENTICATE PLAIN YWxpY2VAZXhhbXBsZS5vcmcAYWxpY2VAZXhhbXBsZS5vcmcAc2VjcmV0
S~ a OK [CAPABILITY *
C: b AUTHENTICATE PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
S: b BAD Already logged in.
