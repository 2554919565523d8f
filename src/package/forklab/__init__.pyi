from collections.abc import Callable
from typing import Literal, TypeAlias, TypedDict, final, type_check_only

__all__ = [
    "ForkGuard",
    "fork_from_worker_thread",
    "install_fork_guard",
    "run_trio_in_subint",
    "wait_child",
]

_OnSubInterpreterFork: TypeAlias = Literal["promote", "refuse", "leave"]

@type_check_only
class _Build(TypedDict):
    version: str
    debug: bool
    found_by: tuple[str, ...]
    offsets: dict[str, int]

@final
class ForkGuard:
    enabled: bool
    @property
    def on_sub_interpreter_fork(self) -> _OnSubInterpreterFork: ...
    @property
    def signals(self) -> bool: ...
    @property
    def forgotten(self) -> int: ...
    @property
    def promoted(self) -> bool: ...
    @property
    def build(self) -> _Build: ...

def fork_from_worker_thread(
    child_target: Callable[[], int | None] | None = None,
    *,
    thread_name: str = "subint-forkserver",
    join_timeout: float = 10.0,
) -> int: ...
def run_trio_in_subint(
    bootstrap: str, *, thread_name: str = "subint-trio", join_timeout: float = 10.0
) -> None: ...
def wait_child(pid: int, *, expect_exit_ok: bool = True) -> tuple[bool, str]: ...
def install_fork_guard(
    *, on_sub_interpreter_fork: _OnSubInterpreterFork = "promote", signals: bool = True
) -> ForkGuard: ...
