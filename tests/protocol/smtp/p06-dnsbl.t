# Weights add up; the name that clients see is another.
SET @postscreen yes
SET postscreen_dnsbl_sites bl.example=127.0.0.[1..3]*2, secret.example*4, wl.example=127.0.1.0*-1
SET postscreen_dnsbl_threshold 5
SET postscreen_dnsbl_action drop
SET postscreen_dnsbl_reply_map inline:{ { secret.example=public.example } }
DNS 10.2.0.192.bl.example A 127.0.0.2
DNS 10.2.0.192.secret.example A 127.0.0.9
DNS 10.2.0.192.wl.example A 127.0.1.0
S: 220-demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
CLOCK +6s
S: 521 5.7.1 Service unavailable; client [192.0.2.10] blocked using public.example
CLOSED
LOG addr 192.0.2.10 listed by domain secret.example as 127.0.0.9
LOG DNSBL rank 5 for [192.0.2.10]:40000
