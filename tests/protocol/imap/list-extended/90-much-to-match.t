# Wildcards in a row are one; patterns that are long together are refused.
NOCUT long
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER a.b
C! b LIST "" "
C* 500 *%
C! "\r\n
S... b OK List completed.
C! c LIST "" ("
C* 1000 a
C! %"
C* 7 \x20*%*%*%a
C! )\r\n
S: * LIST (\HasChildren) "." a
S: c OK List completed.
C! d LIST "" (
C* 1000 a
C* 8 \x20aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
C* 30 \x20bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
C! )\r\n
S: d BAD Pattern too long.
