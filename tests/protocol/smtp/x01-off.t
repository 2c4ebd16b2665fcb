# None of the extensions is there until it is named.
USER test2 secret
SET smtpd_sasl_auth_enable yes
S... 220 *
C: EHLO x
S... 250 CHUNKING
C: MAIL FROM:<a@b.example> MT-PRIORITY=3
S: 555 5.5.4 Unsupported option: MT-PRIORITY=3
C: MAIL FROM:<a@b.example> HOLDFOR=3
S: 555 5.5.4 Unsupported option: HOLDFOR=3
C: MAIL FROM:<a@b.example> REQUIRETLS
S: 555 5.5.4 Unsupported option: REQUIRETLS
C: MAIL FROM:<a@b.example> BY=100;R
S: 555 5.5.4 Unsupported option: BY=100;R
