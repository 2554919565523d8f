# nobody waits: the child goes on when its parent is gone
# rank: 110
# properties: holds child, waits for orphan
# does: nothing
