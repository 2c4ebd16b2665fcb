# A mailbox made under the prefix is where NAMESPACE says.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b NAMESPACE
S: * NAMESPACE (("" ".")) NIL NIL
S: b OK Namespace completed.
C: c CREATE Lists.users
S~ c OK [MAILBOXID (F*)] Create completed.
C: d LIST "" "Lists.%"
S: * LIST (\HasNoChildren) "." Lists.users
S: d OK List completed.
