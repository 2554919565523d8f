# no other interpreter, no other thread
# rank: 10
fork_and_wait()
