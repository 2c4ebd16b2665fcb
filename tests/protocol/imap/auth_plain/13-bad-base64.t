# A line that is no base64.
S~ * OK *
C: a AUTHENTICATE PLAIN
S: + 
C: &&&&
S: a BAD Invalid base64 data in the response.
C: b AUTHENTICATE plain AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
S~ b OK *
