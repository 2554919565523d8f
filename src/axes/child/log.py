# logs through the root logger, then _exit(0)
# rank: 110
import logging
logging.getLogger().warning('from the child')
