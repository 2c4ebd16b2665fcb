# The separator is asked for by the plain LIST only (RFC 5258 3); in the others an empty pattern matches nothing.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b LIST "" ""
S: * LIST (\Noselect) "." ""
S: b OK List completed.
C: c LIST () "" ""
S: c OK List completed.
C: d LIST "" ("" INBOX)
S: * LIST (\HasNoChildren) "." INBOX
S: d OK List completed.
C: e LIST "" "" RETURN ()
S: e OK List completed.
