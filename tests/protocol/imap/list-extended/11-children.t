# RFC 5258 5, example 3: the CHILDREN return option.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Fruit.Apple
FOLDER Tofu
C: A03 LIST () "" "%" RETURN (CHILDREN)
S: * LIST (\HasChildren) "." Fruit
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasNoChildren) "." Tofu
S: A03 OK List completed.
