# os.fork() in a __del__ on the main thread
# rank: 110
import os, forklab
box = []
class Forker:
    def __del__(self):
        box.append(os.fork())
        if box[0] == 0:
            forklab._be_child()
forker = Forker()
del forker
pid = box[0]
