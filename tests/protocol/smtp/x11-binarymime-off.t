# BINARYMIME is nothing without CHUNKING, and not known where it is not named.
SET smtpd_extensions BINARYMIME
SET smtpd_discard_ehlo_keywords chunking
S... 220 *
C: EHLO x
S... 250 SMTPUTF8
C: MAIL FROM:<a@b.example> BODY=BINARYMIME
S: 555 5.5.4 Unsupported option: BODY=BINARYMIME
C: QUIT
S: 221 2.0.0 Bye
