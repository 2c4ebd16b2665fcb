# Nobody knows who may log in: that is temporary.
EXCHANGE SCRAM-SHA-512 <n,,n=user,r=rOprNGfwEbeRWgbNEkqO >r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096 <c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTxwnYPJQ== >v=ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq199RVG2rR7N7Zw== <
DOWN
S~ * OK *
C: a AUTHENTICATE SCRAM-SHA-512 biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8=
S~ a NO [UNAVAILABLE] *
