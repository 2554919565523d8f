# wait_child() in trio.to_thread while other trio tasks go on
# rank: 20
# needs: trio
# properties: in trio thread
# by: probe
import os
waited(pid, os.waitpid(pid, 0)[1])
