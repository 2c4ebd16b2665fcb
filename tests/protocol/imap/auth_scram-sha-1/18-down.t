# Nobody knows who may log in: that is temporary.
EXCHANGE SCRAM-SHA-1 <n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL >r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096 <c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts= >v=rmF9pqV8S7suAoZWja4dJRkFsKQ= <
DOWN
S~ * OK *
C: a AUTHENTICATE SCRAM-SHA-1 biwsbj11c2VyLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdM
S~ a NO [UNAVAILABLE] *
