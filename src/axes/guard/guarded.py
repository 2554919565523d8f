# install_fork_guard(), on the main thread before the scene is set
# rank: 20
# needs: sub-interpreters
import forklab
forklab.install_fork_guard()
