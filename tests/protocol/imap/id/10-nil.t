# ID NIL (RFC 2971 3.1): the client tells nothing.
S~ * OK [CAPABILITY * ID *
C: a ID NIL
S~ * ID ("name" "Mailstead"*)
S: a OK ID completed.
