# RFC 4314 §3.4, §3.5: LISTRIGHTS gives back the identifier as it came; MYRIGHTS with the virtual rights c and d.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b MYRIGHTS INBOX
S: * MYRIGHTS INBOX lrswipkxteacd
S: b OK Myrights completed.
C: c LISTRIGHTS INBOX anyone
S: * LISTRIGHTS INBOX anyone "" l r s w i p k x t e a c d
S: c OK Listrights completed.
C: d LISTRIGHTS INBOX Smith@Example.org
S: * LISTRIGHTS INBOX Smith@Example.org "" l r s w i p k x t e a c d
S: d OK Listrights completed.
C: e LISTRIGHTS INBOX ALICE@example.org
S: * LISTRIGHTS INBOX ALICE@example.org lrswipkxteacd
S: e OK Listrights completed.
C: f MYRIGHTS Nowhere
S: f NO [NONEXISTENT] Mailbox doesn't exist.
