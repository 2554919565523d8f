# raises an exception where the fork returned
# rank: 40
# properties: goes back
# within: then-goes-back.py
# let ASKED: rc=1
raise ValueError('raised in the child')
