# atexit handlers run, and what sys.stdout has buffered is written, only in a child that finalizes
# takes: ASKED
import atexit, io, sys, forklab
forklab._fact('asked ASKED')
atexit.register(forklab._fact, 'atexit ran')
class Teller(io.RawIOBase):
    def writable(self): return True
    def write(self, data):
        forklab._fact('buffered output written')
        return len(data)
sys.stdout = io.TextIOWrapper(io.BufferedWriter(Teller()))
sys.stdout.write('buffered')
forklab._checkpoint('work-done')
HERE
