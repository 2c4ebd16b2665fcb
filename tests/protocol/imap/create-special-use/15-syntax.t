# Malformed parameters make nothing.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b CREATE X (USE (Drafts))
S: b BAD Error in IMAP command CREATE: use attribute expected.
C: c CREATE X (USE)
S~ c BAD Error in IMAP command CREATE: *
C: d CREATE X (FROB (\Sent))
S: d BAD Error in IMAP command CREATE: unknown create parameter.
C: e CREATE X ()
S~ e BAD Error in IMAP command CREATE: *
C: f CREATE X (USE (\Sent)
S: f BAD Error in IMAP command CREATE: create parameters without end.
C: g CREATE X USE
S: g BAD Error in IMAP command CREATE: create parameters expected.
C: h LIST "" X
S: h OK List completed.
