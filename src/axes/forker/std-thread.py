# a std::thread: PyGILState_Ensure(), PyOS_BeforeFork(), fork(2)
# rank: 30
import forkers, forklab
pid = forkers.fork_on_c_thread(forklab._be_child)
