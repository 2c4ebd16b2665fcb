# Without TLS, where clear passwords may not travel: this mechanism may.
SET tls_auth_only yes
EXCHANGE SCRAM-SHA-1 <n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL >r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096 <c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts= >v=rmF9pqV8S7suAoZWja4dJRkFsKQ= <
S~ * OK [CAPABILITY * LOGINDISABLED AUTH=SCRAM-SHA-1] *
C: a LOGIN alice@example.org secret
S~ a NO [PRIVACYREQUIRED] *
C: b AUTHENTICATE SCRAM-SHA-1 biwsbj11c2VyLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdM
S: + cj1meWtvK2QybGJiRmdPTlJ2OXFreGRhd0wzcmZjTkhZSlkxWlZ2V1ZzN2oscz1RU1hDUitRNnNlazhiZjkyLGk9NDA5Ng==
C: Yz1iaXdzLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdMM3JmY05IWUpZMVpWdldWczdqLHA9djBYOHYzQnoyVDBDSkdiSlF5RjBYK0hJNFRzPQ==
S: + dj1ybUY5cHFWOFM3c3VBb1pXamE0ZEpSa0ZzS1E9
C: 
S~ b OK [CAPABILITY *] Logged in
