# Uses are the administrator's: CREATE takes none.
SET special_use Sent Sent
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b CREATE Mine (USE (\Drafts))
S~ b BAD Error in IMAP command CREATE: *
C: c CREATE Sent
S~ c OK [MAILBOXID (F*)] Create completed.
C: d LIST (SPECIAL-USE) "" *
S: * LIST (\HasNoChildren \Sent) "." Sent
S: d OK List completed.
