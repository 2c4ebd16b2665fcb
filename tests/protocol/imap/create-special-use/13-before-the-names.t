# A client's wish counts before the names that the administrator has listed.
SET special_use Sent Sent
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b CREATE Sent
S~ b OK [MAILBOXID (*)] Create completed.
C: c LIST (SPECIAL-USE) "" *
S: * LIST (\HasNoChildren \Sent) "." Sent
S: c OK List completed.
C: d CREATE Gesendet (USE (\Sent))
S~ d OK [MAILBOXID (*)] Create completed.
C: e LIST (SPECIAL-USE) "" *
S: * LIST (\HasNoChildren \Sent) "." Gesendet
S: e OK List completed.
