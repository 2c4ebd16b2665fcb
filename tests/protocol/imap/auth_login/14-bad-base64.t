# A name that is no base64.
S~ * OK *
C: a AUTHENTICATE LOGIN
S: + VXNlcm5hbWU6
C: alice@example.org
S: a BAD Invalid base64 data in the response.
