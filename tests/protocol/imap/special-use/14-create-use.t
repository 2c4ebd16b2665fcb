# Names that the administrator has listed make a use without a word from the client.
SET special_use Sent Sent
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b CREATE Mine
S~ b OK [MAILBOXID (*)] Create completed.
C: c CREATE Sent
S~ c OK [MAILBOXID (F*)] Create completed.
C: d LIST (SPECIAL-USE) "" *
S: * LIST (\HasNoChildren \Sent) "." Sent
S: d OK List completed.
