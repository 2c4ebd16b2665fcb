# RFC 9755 3: names in UTF-8 are taken from everybody, and told in modified UTF-7.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b CREATE "café"
S~ b OK [MAILBOXID (*)] Create completed.
C! c CREATE {6+}\r\nn\xc3\xa4her\r\n
S~ c OK [MAILBOXID (*)] Create completed.
C: d LIST "" "n*"
S: * LIST (\HasNoChildren) "." n&AOQ-her
S: d OK List completed.
C: f STATUS caf&AOk- (MESSAGES)
S: * STATUS caf&AOk- (MESSAGES 0)
S: f OK Status completed.
C! g CREATE "caf\xe9"\r\n
S~ g BAD Error in IMAP command CREATE: *
