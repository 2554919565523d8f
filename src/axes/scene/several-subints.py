# three isolated sub-interpreters and a legacy one are alive
# rank: 130
# needs: sub-interpreters
import _interpreters
alive = [_interpreters.create(kind) for kind in ('isolated', 'legacy', 'isolated', 'isolated')]
if fork_and_wait(): return
for interpreter in alive: _interpreters.destroy(interpreter)
