# RFC 6154 5.3: the two uses of one mailbox, and one that cannot be had.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: t1 CAPABILITY
S~ * CAPABILITY * CREATE-SPECIAL-USE *
S: t1 OK Capability completed.
C: t2 CREATE MySpecial (USE (\Drafts \Sent))
S~ t2 OK [MAILBOXID (*)] Create completed.
C: t3 CREATE Everything (USE (\All))
S: t3 NO [USEATTR] Special use not supported.
C: t4 LIST "" "*"
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasNoChildren \Drafts \Sent) "." MySpecial
S: t4 OK List completed.
