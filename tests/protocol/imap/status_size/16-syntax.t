# Malformed.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b STATUS INBOX SIZE
S~ b BAD *
C: c STATUS INBOX (SIZE
S~ c BAD *
C: d STATUS INBOX (SIZES)
S: d BAD Error in IMAP command STATUS: unknown status item.
