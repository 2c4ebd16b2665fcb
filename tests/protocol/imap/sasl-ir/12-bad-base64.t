# What is no base64 is BAD, and nothing is tried.
S~ * OK *
C: a AUTHENTICATE PLAIN !!!!
S: a BAD Invalid base64 data in the initial response.
C: b AUTHENTICATE PLAIN AGF
S: b BAD Invalid base64 data in the initial response.
C: c AUTHENTICATE PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
S~ c OK [CAPABILITY *
