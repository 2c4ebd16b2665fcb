# The mechanism is looked at before the response.
S~ * OK *
C: a AUTHENTICATE FROB AAAA
S: a NO [CANNOT] Unsupported authentication mechanism.
C: b AUTHENTICATE PLAIN
S: + 
C: AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
S~ b OK *
