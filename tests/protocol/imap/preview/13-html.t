# HTML is reduced to text, encodings and charsets are undone, alternatives chosen (RFC 8970 3.3).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Content-Type: text/html\n\n<html><style>p{}</style><p>One &amp; <b>two</b></p>\n
TEXT INBOX Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\ncaf=E9\n
TEXT INBOX Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>html\n--x\n\nplain\n--x--\n
C: s SELECT INBOX
S... s OK *
C: b FETCH 1:3 PREVIEW
S: * 1 FETCH (PREVIEW "One & two")
S: * 2 FETCH (PREVIEW {5}
S: café)
S: * 3 FETCH (PREVIEW "plain")
S: b OK Fetch completed.
