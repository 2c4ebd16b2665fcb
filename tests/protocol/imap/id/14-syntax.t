# What is no ID command.
S~ * OK *
C: a ID
S~ a BAD Error in IMAP command ID: *
C: b ID name sodr
S~ b BAD Error in IMAP command ID: *
C: c ID ("name")
S~ c BAD Error in IMAP command ID: *
C: d ID ("name" "sodr"
S~ d BAD Error in IMAP command ID: *
