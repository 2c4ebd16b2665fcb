# Nobody knows who may log in: that is temporary.
EXCHANGE CRAM-MD5 ><1896.697170952@postoffice.reston.mci.net> <tim b913a602c7eda7a495b4e6e7334d3890
DOWN
S~ * OK *
C: a AUTHENTICATE CRAM-MD5
S~ a NO [UNAVAILABLE] *
