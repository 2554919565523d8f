# sys.exit(7) where the fork returned
# rank: 20
# properties: goes back
# within: then-goes-back.py
# let ASKED: rc=7
sys.exit(7)
