# RFC 5258 5, examples 1 and 2: subscribed names, those of mailboxes that do not exist included.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Fruit.Apple
FOLDER Fruit.Banana
FOLDER Tofu
FOLDER Vegetable.Broccoli
FOLDER Vegetable.Corn
C: z1 SUBSCRIBE INBOX
C: z2 SUBSCRIBE Fruit.Banana
C: z3 SUBSCRIBE Fruit.Peach
C: z4 SUBSCRIBE Vegetable
C: z5 SUBSCRIBE Vegetable.Broccoli
S... z5 OK *
C: A01 LIST "" "*"
S: * LIST (\HasChildren) "." Fruit
S: * LIST (\HasNoChildren) "." Fruit.Apple
S: * LIST (\HasNoChildren) "." Fruit.Banana
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasNoChildren) "." Tofu
S: * LIST (\HasChildren) "." Vegetable
S: * LIST (\HasNoChildren) "." Vegetable.Broccoli
S: * LIST (\HasNoChildren) "." Vegetable.Corn
S: A01 OK List completed.
C: A02 LIST (SUBSCRIBED) "" "*"
S: * LIST (\HasNoChildren \Subscribed) "." Fruit.Banana
S: * LIST (\NonExistent \Subscribed) "." Fruit.Peach
S: * LIST (\HasNoChildren \Subscribed) "." INBOX
S: * LIST (\HasChildren \Subscribed) "." Vegetable
S: * LIST (\HasNoChildren \Subscribed) "." Vegetable.Broccoli
S: A02 OK List completed.
