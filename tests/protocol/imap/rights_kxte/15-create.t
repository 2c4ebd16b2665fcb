# RFC 4314 §2.1.1: c stands for k and x, and is told where one of them is there.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETACL INBOX Byron c
S: b OK Setacl completed.
C: c SETACL INBOX Carl k
S: c OK Setacl completed.
C: d SETACL INBOX Dora kxc
S: d OK Setacl completed.
C: e GETACL INBOX
S: * ACL INBOX alice@example.org lrswipkxteacd Byron kxc Carl kc Dora kxc
S: e OK Getacl completed.
