# _exit(0) at once
# rank: 10
# does: nothing
