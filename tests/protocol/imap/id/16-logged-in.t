# In every state.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b ID NIL
S~ * ID (*)
S: b OK ID completed.
C: s SELECT INBOX
S... s OK *
C: c ID NIL
S~ * ID (*)
S: c OK ID completed.
