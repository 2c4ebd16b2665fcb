# Unknown and missing algorithms are BAD, and nothing is compressed.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b COMPRESS
S~ b BAD Error in IMAP command COMPRESS: *
C: c COMPRESS LZ4
S: c BAD Error in IMAP command COMPRESS: unknown compression algorithm.
C: d COMPRESS DEFLATE 9
S~ d BAD Error in IMAP command COMPRESS: *
C: e NOOP
S: e OK NOOP completed.
