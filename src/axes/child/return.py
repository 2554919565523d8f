# returns from where it was forked and asks for exit code 7
# rank: 30
# properties: goes back
# within: then-goes-back.py
# let ASKED: rc=7
return 7
