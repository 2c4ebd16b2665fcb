# The challenge is empty: the client speaks first (RFC 4616 2).
S~ * OK [CAPABILITY * AUTH=PLAIN *
C: a AUTHENTICATE PLAIN
S: + 
C: AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
S~ a OK [CAPABILITY *
