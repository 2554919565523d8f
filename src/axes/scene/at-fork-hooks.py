# os.register_at_fork() hooks of Python code
# rank: 280
import os, forklab
order = []
os.register_at_fork(before=lambda: order.append('before'),
                    after_in_parent=lambda: order.append('parent'),
                    after_in_child=lambda: forklab._fact('child hooks=' + ','.join([*order, 'child'])))
if fork_and_wait(): return
forklab._fact('parent hooks=' + (','.join(order) or 'none'))
