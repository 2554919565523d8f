# the same with on_sub_interpreter_fork='refuse': no fork in a sub-interpreter
# rank: 30
# needs: sub-interpreters
import forklab
forklab.install_fork_guard(on_sub_interpreter_fork='refuse')
