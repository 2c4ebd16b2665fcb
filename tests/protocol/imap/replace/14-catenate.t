# RFC 8508 4.2: a header is put in front of the message that goes.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Drafts
TEXT Drafts From: f\n\npicture\n
C: s SELECT Drafts
S... s OK *
C! A011 UID REPLACE 1 Drafts CATENATE (TEXT {7+}\r\nTo: x\r\n URL "/Drafts/;UID=1")\r\n
S: * OK [APPENDUID 1002 2] Replacement message ready.
S: * 1 EXPUNGE
S: * 1 EXISTS
S~ * * RECENT
S: A011 OK Replace completed.
C: b FETCH 1 BODY.PEEK[]
S: * 1 FETCH (BODY[] {27}
S: To: x
S: From: f
S: 
S: picture
S: )
S: b OK Fetch completed.
C! c UID REPLACE 2 Drafts CATENATE (TEXT {7+}\r\nTo: x\r\n URL "/Drafts/;UID=1")\r\n
S: c NO [BADURL /Drafts/;UID=1] No such message or part.
