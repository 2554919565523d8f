# body() forks; the using file starts it on the thread that is to fork
import os, threading, forklab
box = []
def body():
    try:
        pid = os.fork()
    except BaseException as error:
        box.append(error)
        return
    if pid == 0:
        forklab._be_child()
    else:
        box.append(pid)
HERE
if isinstance(box[0], BaseException):
    raise box[0]
pid = box[0]
