"""What somebody lay on teaches: answers about beds move and narrow what this person needs.

`learning` is what matching calls; `said` reads beds and answers as figures, `probit` is the arithmetic, and
`next_to_try` says which bed's answer is worth most.
"""
