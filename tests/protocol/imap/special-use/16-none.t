# Nobody told of uses: the option is there, the answer is empty.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Sent
C: b LIST (SPECIAL-USE) "" *
S: b OK List completed.
C: c LIST "" Sent RETURN (SPECIAL-USE)
S: * LIST (\HasNoChildren) "." Sent
S: c OK List completed.
