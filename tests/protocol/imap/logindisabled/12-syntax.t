# A malformed LOGIN is BAD all the same.
SET tls_auth_only yes
S~ * OK *
C: a LOGIN
S~ a BAD Error in IMAP command LOGIN: *
C: b LOGIN alice@example.org secret more
S~ b BAD Error in IMAP command LOGIN: *
