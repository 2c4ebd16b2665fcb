# An initial response is an atom's place, not a literal's.
S~ * OK *
C! a AUTHENTICATE PLAIN {4+}\r\nAAAA\r\n
S: a BAD Invalid base64 data in the initial response.
C: b CAPABILITY
S~ * CAPABILITY * SASL-IR *
S~ b OK *
