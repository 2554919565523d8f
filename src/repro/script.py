#!/usr/bin/env python3
"""@TITLE@

@SEEN@
Exit status: 1 it happens here too, 0 it does not happen, 125 this Python cannot tell: something is
missing, or it fails in another way. That is what `git bisect run` asks for, to find where it began:
  git bisect run sh -c 'make -sj8 || exit 125; ./python repro.py'

--signature   print what happened in one line, exit with 0
--verbose     show the standard error of the processes, too
"""
import importlib.util, os, re, shutil, signal, subprocess, sys, sysconfig, tempfile
import threading, time, traceback

SEEN = @SIGNATURES@
NEEDS = @NEEDS@
RUNS = @RUNS@
DEADLINE = @DEADLINE@  # seconds for a run; what is there then hangs
ENVIRONMENT = @ENVIRONMENT@
INCLUDE = os.environ.get('FORKLAB_INCLUDE', '').split(os.pathsep)  # headers that are elsewhere


# --- the scenario -------------------------------------------------------------------------------
# `forklab` is this file, loaded under that name in every process and interpreter of the scenario.

forklab = sys.modules.setdefault('forklab', sys.modules[__name__])
FILE = os.path.abspath(__file__)
prelude = f'''
import importlib.util, sys
sys.modules['__main__'].__file__ = {FILE!r}
spec = importlib.util.spec_from_file_location('forklab', {FILE!r})
sys.modules['forklab'] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules['forklab'])
'''


def command(function):
    # The warning that a process with threads forks would get into the child's last words.
    return [sys.executable, '-B', '-W', 'ignore::DeprecationWarning', '-c',
            prelude + f"sys.exit(sys.modules['forklab'].{function}())"]
@SCENARIO@

# --- what the parts of the scenario call ----------------------------------------------------------

EVENTS = os.environ.get('FORKLAB_EVENTS', os.devnull)
PARENT = int(os.environ.get('FORKLAB_PARENT', os.getpid()))
asked_code = 0
descriptors_before = {}
held, holding = -1, -1  # the child reads `held` before its work


def tell(kind, text=''):
    # Nothing here looks for signals, as the formatting of a number does: whether the child notices
    # one may be the question.
    line = '\t'.join([os.readlink('/proc/self'), kind, ' '.join(text.splitlines())]) + '\n'
    fd = os.open(EVENTS, os.O_WRONLY | os.O_APPEND)
    os.write(fd, line.encode())
    os.close(fd)


def _fact(text): tell('fact', text)
def _checkpoint(name): tell(name)
def _waited(pid, status): tell('waited', '%d %d' % (pid, status))
def _waits_in_trio_thread(): return WAITS_IN_TRIO_THREAD
def _wait_once(pid): wait(pid)
def _spawn_arguments(): return ()
def _spawn_command(): return command('_spawned')
def _close_descriptors(): os.closerange(3, os.sysconf('SC_OPEN_MAX'))
waited = _waited


def open_descriptors():
    kinds = {}
    for fd in os.listdir('/proc/self/fd'):
        try:
            target = os.readlink(f'/proc/self/fd/{fd}')
        except FileNotFoundError:
            continue  # the one that lists them
        target = re.sub(r'^anon_inode:\[?(.*?)\]?$|^/.*/(.*)$|^(.*):\[.*\]$', r'\1\2\3', target)
        kinds[int(fd)] = target
    return kinds


def _hold_child(fd):
    global held
    held = fd


def release():
    global held, holding
    if holding >= 0:
        os.write(holding, b'.')
        os.close(holding)
        os.close(held)
        held = holding = -1


def wait_for_release():
    if holding >= 0:
        os.close(holding)
    if os.read(held, 1) == b'':
        while os.getppid() == PARENT:
            time.sleep(0.001)
        _fact('its parent was gone')


def in_child():
    return os.getpid() != PARENT


def _fork_once():
    descriptors_before.update(open_descriptors())
    tell('before-fork')
    try:
        pid = fork()
    except BaseException as error:
        if in_child():
            raise
        text = str(error)
        tell('raised', type(error).__name__ + (': ' + text if text else ''))
        return 0
    if in_child():
        return 0
    tell('child', str(pid))
    tell('fork-returned')
    return pid


def fork_and_wait():
    global held, holding
    tell('scene-set')
    prepare()
    if HOLDS_CHILD:
        held, holding = os.pipe()
    pid = _fork_once()
    if pid:
        wait(pid)
    return in_child()


def child_code():
    tell('fork-returned', str(os.getppid()))
    if held >= 0:
        wait_for_release()
    if not TELLS_ITSELF:
        tell('work-begun')
    code = child()
    tell('work-done')
    return code


def _be_child():
    global asked_code
    if GOES_BACK:
        asked_code = child_code() or 0
        return
    code = 2
    try:
        code = child_code() or 0
    except BaseException:
        traceback.print_exc()
    os._exit(code)


def _spawned():
    _be_child()
    return asked_code


def scenario():
    os.environ['FORKLAB_PARENT'] = str(PARENT)
    if NEEDS_C:
        sys.path.append(os.path.dirname(os.environ['FORKLAB_C']))  # the module forkers
    try:
        scene()
    except BaseException as error:
        if in_child():
            raise
        traceback.print_exc()
        tell('trouble', repr(error))
        return 0
    if in_child():
        tell('finalization-begun')
        return asked_code
    tell('parent-continued')
    let_go()
    for fd, kind in open_descriptors().items():
        if fd not in descriptors_before:
            tell('leaked', kind)
    return 0


# --- running it, and saying what happened in one line ------------------------------------------

CHECKPOINTS = ['fork-returned', 'work-begun', 'work-done', 'finalization-begun']
DIAGNOSTICS = [
    (r'.*Fatal Python error: (.*)', 'fatal {}'),
    (r"[^:]+: [^:]+:\d+: (?:.*[ *&])?([^ *&(]+)(?:\(.*)?: Assertion `(.*)' failed\.?$", 'assert {}: {}'),
    (r'(?:==\d+==)?(?:ERROR|WARNING): (\w+Sanitizer: .*?)(?: on | \(|$).*', 'sanitizer {}'),
    (r'[^ ]+:\d+:\d+: runtime error: (.*)', 'sanitizer UndefinedBehaviorSanitizer: {}'),
]


def diagnostic(errors):
    for line in errors.splitlines():
        for pattern, form in DIAGNOSTICS:
            if match := re.match(pattern, line[:2000]):
                return re.sub('0x[0-9a-fA-F]+', '0x*', form.format(*match.groups()))


def status_text(raw):
    return f'rc={raw >> 8}' if raw & 0x7f == 0 else f'signal={signal.Signals(raw & 0x7f).name}'


def own_processes(leader):
    """Pids and states of what the scenario has left."""
    for entry in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{entry}/stat') as file:
                state, ppid, _, session = file.read().rpartition(')')[2].split()[:4]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(entry) != leader and (int(session) == leader or int(ppid) == os.getpid()):
            yield int(entry), state


def reap(pids, statuses):
    for pid in pids:
        try:
            done, raw = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            continue  # somebody else's
        if done:
            statuses[pid] = raw


def run_once():
    """The signature of one run, or None; and the standard error."""
    with tempfile.TemporaryDirectory() as folder:
        events = os.path.join(folder, 'events')
        open(events, 'w').close()
        with open(os.path.join(folder, 'errors'), 'w+', errors='replace') as errors:
            process = subprocess.Popen(
                command('scenario'), cwd='/', env={**os.environ, **ENVIRONMENT, 'FORKLAB_EVENTS': events},
                start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
            statuses, hung = {}, []
            try:
                process.wait(DEADLINE)
            except subprocess.TimeoutExpired:
                hung = [process.pid] + [pid for pid, state in own_processes(process.pid) if state != 'Z']
            settled = time.monotonic() + (DEADLINE if ORPHAN else 0.25)
            while not hung and (left := [pid for pid, _ in own_processes(process.pid)]):
                reap(left, statuses)
                if time.monotonic() > settled:
                    break
                time.sleep(0.005)
            survivors = [pid for pid, state in own_processes(process.pid) if state != 'Z']
            process.kill()
            process.wait()
            while left := [pid for pid, _ in own_processes(process.pid)]:
                for pid in left:
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass
                reap(left, statuses)
                time.sleep(0.002)
            errors.seek(0)
            text = errors.read()
        with open(events, errors='replace') as file:
            told = [line.rstrip('\n').split('\t', 2) for line in file]
    return signature(process, told, text, statuses, hung, survivors), text


def signature(process, told, errors, statuses, hung, survivors):
    parent = process.pid
    told = [(int(pid), kind, text) for pid, kind, text in told]
    if not told or any(kind == 'trouble' for _, kind, _ in told):
        return None
    facts = [text for pid, kind, text in told if kind == 'fact' and pid != parent]
    facts += [text for pid, kind, text in told if kind == 'fact' and pid == parent]
    raised = [text for _, kind, text in told if kind == 'raised']
    children = [int(text) for _, kind, text in told if kind == 'child']
    children += [pid for pid, kind, text in told if kind == 'fork-returned' and text == str(parent)]
    what_is_wrong = diagnostic(errors)
    clauses = []
    if not children:
        clauses.append('no fork')
    else:
        pid = children[0]
        ends = [int(text.split()[1]) for _, kind, text in told
                if kind == 'waited' and int(text.split()[0]) == pid]
        if ends or (pid in statuses and pid not in hung and pid not in survivors):
            end = status_text(ends[0] if ends else statuses[pid])
            asked = [fact.removeprefix('asked ') for fact in facts if fact.startswith('asked ')]
            if asked:
                end += ' as asked' if asked[0] == end else ' instead of ' + asked[0]
        else:
            end = 'hung' if pid in hung or pid in survivors else 'status unknown'
        clauses.append('child ' + end)
        reached = [kind for who, kind, _ in told if who == pid and kind in CHECKPOINTS]
        if not reached:
            clauses.append('after forked')
        elif CHECKPOINTS.index(reached[-1]) < CHECKPOINTS.index('work-done'):
            clauses.append('after ' + reached[-1])
        if what_is_wrong and process.returncode == 0:
            clauses.append(what_is_wrong)
    clauses += ['raised ' + raised[0]] if raised else []
    waits_for_child = hung and children and children[0] in hung
    if not waits_for_child and (hung or process.returncode != 0):
        code = process.returncode
        clauses.append('parent ' + ('hung' if hung else status_text(code << 8 if code >= 0 else -code)))
        clauses += ['parent ' + what_is_wrong] if what_is_wrong else []
    clauses += [fact for fact in facts if not fact.startswith('asked ')]
    if not hung:
        clauses += sorted('survivor ' + ('child' if pid in children else 'descendant') for pid in survivors)
    clauses += sorted('leaked ' + text for _, kind, text in told if kind == 'leaked')
    return '; '.join(clauses)


def lives(one_line):
    end = one_line.split('; ')[0]
    return ((end == 'child rc=0' or end.endswith(' as asked')) and '; after ' not in one_line
            and '; parent signal=' not in one_line and '; parent rc=' not in one_line
            and '; parent hung' not in one_line)


def cannot_tell(why):
    print('cannot tell: ' + why)
    return 125


def judge():
    for module in NEEDS:
        if importlib.util.find_spec(module) is None:
            return cannot_tell(f'this Python has no module {module}')
    if sys.platform != 'linux':
        return cannot_tell('it needs Linux')
    try:
        import ctypes
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: orphans become children
    except ImportError:
        if HOLDS_CHILD:
            return cannot_tell('this Python has no module ctypes')
    with tempfile.TemporaryDirectory() as folder:
        if NEEDS_C and (why := compile_c(folder)):
            return cannot_tell(why)
        return judge_runs()


def compile_c(folder):
    source = os.path.join(os.path.dirname(FILE), 'forkers.c')
    library = os.environ['FORKLAB_C'] = os.path.join(folder, 'forkers.so')
    paths = [*filter(None, INCLUDE), sysconfig.get_path('include'), sysconfig.get_path('platinclude')]
    compilers = [os.environ.get('CC') or 'cc', 'gcc', 'clang']
    compiler = next(filter(None, map(shutil.which, compilers)), None)
    if compiler is None:
        return 'there is no C compiler (cc, gcc, clang or $CC) for forkers.c'
    command = [compiler, '-shared', '-fPIC', '-pthread', *['-I' + path for path in paths], '-o', library, source]
    made = subprocess.run(command, capture_output=True, text=True)
    return made.returncode and 'forkers.c cannot be compiled: ' + made.stderr.strip().split('\n')[0]


def judge_runs():
    for _ in range(RUNS):
        what, errors = run_once()
        if '--verbose' in sys.argv:
            print(errors, file=sys.stderr)
        if what is None:
            return cannot_tell((errors.strip().splitlines() or ['the scenario did not begin'])[-1])
        if '--signature' in sys.argv:
            print(what)
            return 0
        if what in SEEN:
            print('it happens: ' + what)
            return 1
    if lives(what) or any(map(lives, SEEN)):
        print('it does not happen: ' + what)
        return 0
    return cannot_tell('another failure: ' + what)


if __name__ == '__main__':
    sys.exit(judge())
