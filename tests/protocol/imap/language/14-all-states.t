# Valid in all states; after it texts stay English.
S~ * OK *
C: a LANGUAGE EN
S: * LANGUAGE (en)
S: a OK Language completed.
C: b LOGIN alice@example.org secret
S~ b OK *
C: c SELECT INBOX
S... c OK *
C: d LANGUAGE en-US-x-office
S: * LANGUAGE (en)
S: d OK Language completed.
C: e FROB
S: e BAD Error: unknown command.
