# Several literals in one command without waiting (RFC 7888 3).
S~ * OK *
C! a LOGIN {17+}\r\nalice@example.org {6+}\r\nsecret\r\nb LIST {0+}\r\n {1+}\r\n*\r\n
S~ a OK *
S: * LIST (\HasNoChildren) "." INBOX
S: b OK List completed.
