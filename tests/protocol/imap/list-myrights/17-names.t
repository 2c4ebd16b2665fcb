# A name that needs quotes or an encoding comes as in LIST.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b CREATE "Entw&APw-rfe"
S~ b OK [MAILBOXID (*)] Create completed.
C: c CREATE "two words"
S~ c OK [MAILBOXID (*)] Create completed.
C: d LIST "" (Entw* two*) RETURN (MYRIGHTS)
S: * LIST (\HasNoChildren) "." Entw&APw-rfe
S: * MYRIGHTS Entw&APw-rfe lrswipkxteacd
S: * LIST (\HasNoChildren) "." "two words"
S: * MYRIGHTS "two words" lrswipkxteacd
S: d OK List completed.
