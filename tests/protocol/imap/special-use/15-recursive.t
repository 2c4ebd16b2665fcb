# With RECURSIVEMATCH and SUBSCRIBED.
SET special_use Mail.Sent Sent
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Mail.Sent
C: z1 SUBSCRIBE Mail.Sent
S... z1 OK *
C: b LIST (SPECIAL-USE RECURSIVEMATCH) "" %
S: * LIST (\HasChildren) "." Mail ("CHILDINFO" ("SPECIAL-USE"))
S: b OK List completed.
C: c LIST (SPECIAL-USE SUBSCRIBED) "" *
S: * LIST (\HasNoChildren \Subscribed \Sent) "." Mail.Sent
S: c OK List completed.
C: d LIST (SUBSCRIBED SPECIAL-USE RECURSIVEMATCH) "" %
S: * LIST (\HasChildren) "." Mail ("CHILDINFO" ("SUBSCRIBED" "SPECIAL-USE"))
S: d OK List completed.
