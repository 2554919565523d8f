# wait_child() right after the fork
# rank: 10
# by: probe
import os
waited(pid, os.waitpid(pid, 0)[1])
