# A sender at a U-label: the DNS, lists in it and access tables are asked about its A-label.
DNS xn--bcher-kva.example A 192.0.2.5
DNS xn--bcher-kva.example.list.example A 127.0.0.2
SET smtpd_recipient_restrictions reject_non_fqdn_sender, reject_unknown_sender_domain, check_sender_a_access inline:{ { 192.0.2.5 = WARN seen } }, reject_rhsbl_sender list.example
S... 220 *
C: EHLO x
S... 250 *
C: MAIL FROM:<a@bücher.example> SMTPUTF8
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S~ 554 5.7.1 Service unavailable; Sender address * blocked using list.example
ASKED xn--bcher-kva.example MX
ASKED xn--bcher-kva.example.list.example A
LOG *: warn: RCPT from *: seen*
C: RSET
S: 250 2.0.0 Ok
C: MAIL FROM:<a@nirgendwo-ä.example> SMTPUTF8
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S~ 450 4.1.8 *: Sender address rejected: Domain not found
