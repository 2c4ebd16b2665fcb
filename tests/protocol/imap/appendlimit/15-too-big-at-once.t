# RFC 7889 4 with a literal that does not wait: it is read and refused.
SET message_limit 10
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b APPEND INBOX {11+}\r\n01234567890\r\nc NOOP\r\n
S: b NO [TOOBIG] Message is too large.
S: c OK NOOP completed.
