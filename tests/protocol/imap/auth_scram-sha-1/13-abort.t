# An abort instead of the first message, and instead of the proof.
EXCHANGE SCRAM-SHA-1 <n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL >r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096 <c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts= >v=rmF9pqV8S7suAoZWja4dJRkFsKQ= <
S~ * OK *
C: a AUTHENTICATE SCRAM-SHA-1
S: + 
C: *
S: a BAD Authentication aborted by client.
C: b AUTHENTICATE SCRAM-SHA-1 biwsbj11c2VyLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdM
S: + cj1meWtvK2QybGJiRmdPTlJ2OXFreGRhd0wzcmZjTkhZSlkxWlZ2V1ZzN2oscz1RU1hDUitRNnNlazhiZjkyLGk9NDA5Ng==
C: *
S: b BAD Authentication aborted by client.
C: c NOOP
S: c OK NOOP completed.
