# Quoting makes no other Message-ID; case does.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\nMessage-ID: <"01KF8JCEOCBS0045PS"@xxx.yyy.com>\n\nx\n
TEXT INBOX Subject: b\nMessage-ID: <2@x>\nReferences: <01KF8JCEOCBS0045PS@xxx.yyy.com>\n\nx\n
TEXT INBOX Subject: c\nMessage-ID: <3@x>\nReferences: <01kf8jceocbs0045ps@xxx.yyy.com>\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b THREAD REFERENCES UTF-8 ALL
S: * THREAD (1 2)(3)
S: b OK Thread completed.
