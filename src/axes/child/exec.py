# exec of this Python, which exits with 7
# rank: 50
import os, sys, forklab
forklab._fact('asked rc=7')
forklab._checkpoint('work-done')
os.execv(sys.executable, [sys.executable, '-I', '-S', '-c', 'raise SystemExit(7)'])
