# smtpd_reject_footer_maps: by the reply; in the order of the replies; the usual one for what is not in them.
SET smtpd_reject_footer usual
SET smtpd_reject_footer_maps regexp:{{/^503 5.5.1 .*RCPT/ own for $$$$client_address}}
S... 220 *
C: DATA
C: NOOP
C: foo
C: DATA
S: 503-5.5.1 Error: need RCPT command
S: 503 5.5.1 own for 192.0.2.10
S: 250 2.0.0 Ok
S: 500-5.5.2 Error: command not recognized
S: 500 5.5.2 usual
S: 503-5.5.1 Error: need RCPT command
S: 503 5.5.1 own for 192.0.2.10
