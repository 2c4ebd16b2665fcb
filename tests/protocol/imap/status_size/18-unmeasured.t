# Sizes that nobody has asked for yet are counted for who asks for their sum, and for nobody else.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: x\r\n\r\nx\r\n
TEXT INBOX Subject: yy\r\n\r\nyy\r\n
UNMEASURED INBOX
TROUBLE measured EIO
C: b STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 2)
S: b OK Status completed.
C: c STATUS INBOX (MESSAGES SIZE)
S~ c NO [UNAVAILABLE] *
C: d STATUS INBOX (MESSAGES SIZE)
S: * STATUS INBOX (MESSAGES 2 SIZE 36)
S: d OK Status completed.
UNMEASURED INBOX
C: e LIST "" INBOX RETURN (STATUS (SIZE))
S: * LIST (\HasNoChildren) "." INBOX
S: * STATUS INBOX (SIZE 36)
S: e OK List completed.
