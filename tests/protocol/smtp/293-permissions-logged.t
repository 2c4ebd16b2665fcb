# smtpd_log_access_permit_actions: which permissions are told, in Postfix's words.
SET smtpd_log_access_permit_actions permit_mynetworks, OK
SET mynetworks 192.0.2.0/24
SET smtpd_sender_restrictions check_sender_access inline:{{a@b.example=OK}}
SET smtpd_recipient_restrictions permit_mynetworks
S... 220 *
C: HELO x
S... 250 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
LOG NOQUEUE: permit: RCPT from unknown[192.0.2.10]: action=OK for Sender address=a@b.example from inline:{{a@b.example=OK}}; from=<a@b.example> to=<bob@example.com> proto=SMTP helo=<x>
LOG NOQUEUE: permit: RCPT from unknown[192.0.2.10]: action=permit_mynetworks for Client host=unknown[192.0.2.10] ; from=<a@b.example> to=<bob@example.com> proto=SMTP helo=<x>
