# Without TLS, where clear passwords may not travel: this mechanism may.
SET tls_auth_only yes
EXCHANGE CRAM-MD5 ><1896.697170952@postoffice.reston.mci.net> <tim b913a602c7eda7a495b4e6e7334d3890
S~ * OK [CAPABILITY * LOGINDISABLED AUTH=CRAM-MD5] *
C: a LOGIN alice@example.org secret
S~ a NO [PRIVACYREQUIRED] *
C: b AUTHENTICATE CRAM-MD5
S: + PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+
C: dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw
S~ b OK *
