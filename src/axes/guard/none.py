# no fork guard
# rank: 10
# does: nothing
