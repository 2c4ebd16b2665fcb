# A wrong proof: no server signature, and another try.
EXCHANGE SCRAM-SHA-512 <n,,n=user,r=rOprNGfwEbeRWgbNEkqO >r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096 <c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTxwnYPJQ== >v=ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq199RVG2rR7N7Zw== <
S~ * OK *
C: a AUTHENTICATE SCRAM-SHA-512 biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8=
S: + cj1yT3ByTkdmd0ViZVJXZ2JORWtxTyVodllEcFdVYTJSYVRDQWZ1eEZJbGopaE5sRiRrMCxzPVcyMlphSjBTTlk3c29Fc1VFamI2Z1E9PSxpPTQwOTY=
C: Yz1iaXdzLHI9ck9wck5HZndFYmVSV2diTkVrcU8laHZZRHBXVWEyUmFUQ0FmdXhGSWxqKWhObEYkazAscD1nTUdYUmNldlNjTnR4WjYvOGxRWXBHdG5zTkFjM21HY21Ob212K3hub09NdyszUjJ4TkpkTU5uek1sVE44UFBDNndkcDZkeWJFbURZWFlUeHduWUFBQUE9
S: a NO [AUTHENTICATIONFAILED] Authentication failed.
C: b LOGIN alice@example.org secret
S~ b OK *
