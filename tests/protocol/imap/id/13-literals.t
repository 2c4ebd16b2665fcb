# Values as literals.
S~ * OK *
C! a ID ("name" {4+}\r\nsodr {7+}\r\nversion "1")\r\n
S~ * ID (*)
S: a OK ID completed.
