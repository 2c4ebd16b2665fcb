# AUTHENTICATE PLAIN with a challenge; cancelled, malformed, refused, then right.
S~ * OK *
C: a AUTHENTICATE PLAIN
S: + 
C: *
S: a BAD Authentication aborted by client.
C: b authenticate plain
S: + 
C: not base64!
S: b BAD Invalid base64 data in the response.
C: c AUTHENTICATE PLAIN =
S~ c NO [AUTHENTICATIONFAILED] *
C: d AUTHENTICATE PLAIN %%%
S: d BAD Invalid base64 data in the initial response.
C: e AUTHENTICATE GSSAPI
S: e NO [CANNOT] Unsupported authentication mechanism.
C: f AUTHENTICATE PLAIN
S: + 
C: AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
S~ f OK [CAPABILITY *] Logged in
