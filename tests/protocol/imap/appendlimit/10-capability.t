# RFC 7889 2: one limit for all mailboxes stands in the capability, after the login.
SET message_limit 257890
S~ * OK [CAPABILITY IMAP4rev1 *
C: a LOGIN alice@example.org secret
S~ a OK [CAPABILITY * APPENDLIMIT=257890*] *
C: t1 CAPABILITY
S~ * CAPABILITY IMAP4rev1 * APPENDLIMIT=257890*
S: t1 OK Capability completed.
