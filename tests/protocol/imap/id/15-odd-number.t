# A field without a value.
S~ * OK *
C: a ID ("name" "sodr" "version")
S~ a BAD Error in IMAP command ID: *
C: b ID ("name" "sodr") more
S~ b BAD Error in IMAP command ID: *
