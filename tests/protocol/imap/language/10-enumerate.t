# RFC 5255 3.2, A003: without arguments the languages are listed; it is told before the login too.
S~ * OK [CAPABILITY * LANGUAGE *
C: A003 LANGUAGE
S: * LANGUAGE (en i-default)
S: A003 OK Supported languages have been enumerated.
