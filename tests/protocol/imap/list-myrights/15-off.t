# Without ACL there is no response.
SET acl no
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b LIST "" % RETURN (MYRIGHTS)
S: * LIST (\HasNoChildren) "." INBOX
S: b OK List completed.
