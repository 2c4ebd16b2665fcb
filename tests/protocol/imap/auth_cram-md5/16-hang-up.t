# The client goes away in the middle.
EXCHANGE CRAM-MD5 ><1896.697170952@postoffice.reston.mci.net> <tim b913a602c7eda7a495b4e6e7334d3890
S~ * OK *
C: a AUTHENTICATE CRAM-MD5
S: + PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+
CLOSE
