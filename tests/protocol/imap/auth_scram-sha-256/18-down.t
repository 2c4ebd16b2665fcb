# Nobody knows who may log in: that is temporary.
EXCHANGE SCRAM-SHA-256 <n,,n=user,r=rOprNGfwEbeRWgbNEkqO >r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096 <c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ= >v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4= <
DOWN
S~ * OK *
C: a AUTHENTICATE SCRAM-SHA-256 biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8=
S~ a NO [UNAVAILABLE] *
