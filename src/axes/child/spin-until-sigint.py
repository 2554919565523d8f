# computes until another process sends SIGINT, then _exit(0)
# rank: 180
# within: until-sigint.py
# let READY: pass
running()
# No call in the loop looks for signals by itself, once the sender has been seen to be gone.
while os.waitpid(sender, os.WNOHANG)[0] == 0:
    pass
for _ in range(10000):
    pass
forklab._fact('SIGINT not noticed')
