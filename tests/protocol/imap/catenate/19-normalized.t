# A URL's mailbox that is not in Normalization Form C is the one that CREATE has made of it (RFC 9051 5.1).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b ENABLE UTF8=ACCEPT
S: * ENABLED UTF8=ACCEPT
S: b OK Enabled.
C: c CREATE "café"
S~ c OK *
TEXT café Subject: x\n\nx\n
C: d APPEND INBOX CATENATE (URL "/cafe%CC%81/;uid=1")
S~ d OK [APPENDUID *
C: e STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 1)
S: e OK Status completed.
