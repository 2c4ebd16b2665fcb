# RFC 9590 §4: entries that are not set come as NIL; a level has none.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER foo
TEXT bar.child Subject: one\n\nbody\n
C: b SETMETADATA INBOX ("/shared/vendor/cmu/cyrus-imapd/color" "#b71c1c")
S: b OK Setmetadata completed.
C: c LIST "" % RETURN (METADATA ("/shared/vendor/cmu/cyrus-imapd/color"))
S: * LIST (\HasNoChildren) "." INBOX
S: * METADATA INBOX (/shared/vendor/cmu/cyrus-imapd/color "#b71c1c")
S: * LIST (\NonExistent \HasChildren) "." bar
S: * LIST (\HasNoChildren) "." foo
S: * METADATA foo (/shared/vendor/cmu/cyrus-imapd/color NIL)
S: c OK List completed.
