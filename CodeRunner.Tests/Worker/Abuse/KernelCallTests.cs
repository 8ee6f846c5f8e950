using CodeRunner.Tests.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Abuse;

/// <summary>Asks the kernel for what an app has no business with, past the C library.</summary>
public sealed class KernelCallTests
{
    [Fact]
    public async Task Calls_that_reach_beyond_an_app_are_not_permitted()
    {
        await using var host = new SandboxHost();
        var said = await host.AttemptsAsync("""
            n = ctypes.create_string_buffer(256)
            call('ptrace', 117 if arm else 101, 0, 0, 0, 0)
            call('process_vm_readv', 270 if arm else 310, os.getppid(), n, 1, n, 1, 0)
            call('process_vm_writev', 271 if arm else 311, os.getppid(), n, 1, n, 1, 0)
            call('keyctl', 219 if arm else 250, 0, -3, 0, 0, 0)
            call('add_key', 217 if arm else 248, b'user', b'x', b'y', 1, -3)
            call('request_key', 218 if arm else 249, b'user', b'x', None, 0)
            call('bpf', 280 if arm else 321, 0, n, 128)
            call('userfaultfd', 282 if arm else 323, 1)
            call('io_uring_setup', 425, 8, n)
            call('perf_event_open', 241 if arm else 298, n, 0, -1, -1, 0)
            call('unshare_user', 97 if arm else 272, 0x10000000)
            call('unshare_mount', 97 if arm else 272, 0x20000)
            call('setns', 268 if arm else 308, os.open('/proc/self/ns/net', os.O_RDONLY), 0)
            call('clone_user', 220 if arm else 56, 0x10000000 | 17, 0, 0, 0, 0)
            call('clone_net', 220 if arm else 56, 0x40000000 | 17, 0, 0, 0, 0)
            call('mount', 40 if arm else 165, b'none', b'/tmp', b'tmpfs', 0, None)
            call('umount', 39 if arm else 166, b'/tmp', 0)
            call('pivot_root', 41 if arm else 155, b'/tmp', b'/tmp')
            call('chroot', 51 if arm else 161, b'/tmp')
            call('fsopen', 430, b'tmpfs', 0)
            call('open_tree', 428, -100, b'/', 1)
            call('open_by_handle_at', 265 if arm else 304, -100, n, 0)
            call('kexec', 104 if arm else 246, 0, 0, 0, 0)
            call('reboot', 142 if arm else 169, 0xfee1dead, 672274793, 0x89abcdef, 0)
            call('syslog', 116 if arm else 103, 3, n, 256)
            call('settimeofday', 170 if arm else 164, n, 0)
            call('sethostname', 161 if arm else 170, b'x', 1)
            call('personality', 92 if arm else 135, 0x0040000)
            call('pidfd_getfd', 438, 0, 0, 0)
            """);

        said.Where(s => s.Value != "EPERM").ShouldBeEmpty();
        said.Count.ShouldBe(29);
    }

    [Fact]
    public async Task A_call_that_hides_its_flags_is_answered_as_an_old_kernel_would()
    {
        await using var host = new SandboxHost();
        var said = await host.AttemptsAsync("call('clone3', 435, ctypes.create_string_buffer(88), 88)\ncall('of_the_future', 1000)\n");

        said.Values.ShouldAllBe(answer => answer == "ENOSYS");
    }

    [Fact]
    public async Task Nobody_becomes_somebody_else()
    {
        await using var host = new SandboxHost();
        var said = await host.AttemptsAsync("""
            attempt('setuid', lambda: os.setuid(0))
            attempt('setgid', lambda: os.setgid(0))
            attempt('setgroups', lambda: os.setgroups([0]))
            attempt('setresuid', lambda: os.setresuid(0, 0, 0))
            attempt('chown', lambda: os.chown('/app', 0, 0))
            attempt('mknod', lambda: os.mknod('/app/mem', 0o20666, os.makedev(1, 1)))
            attempt('nice', lambda: os.setpriority(os.PRIO_PROCESS, 0, -10))
            attempt('uid_map', lambda: os.write(os.open('/proc/self/uid_map', os.O_WRONLY), b'0 0 1'))
            attempt('oom', lambda: os.write(os.open('/proc/self/oom_score_adj', os.O_WRONLY), b'-1000'))
            """);

        said.Where(s => s.Value is not ("EPERM" or "EINVAL" or "EACCES")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Sockets_are_local_or_internet_and_never_raw()
    {
        await using var host = new SandboxHost();
        var said = await host.AttemptsAsync("""
            attempt('raw', lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
            attempt('raw6', lambda: socket.socket(socket.AF_INET6, socket.SOCK_RAW, 58))
            attempt('packet', lambda: socket.socket(17, socket.SOCK_RAW, 0))
            attempt('vsock', lambda: socket.socket(40, socket.SOCK_STREAM))
            attempt('alg', lambda: socket.socket(38, socket.SOCK_SEQPACKET))
            attempt('xdp', lambda: socket.socket(44, socket.SOCK_RAW))
            attempt('netfilter', lambda: socket.socket(16, socket.SOCK_RAW, 12))
            attempt('tcp', lambda: socket.socket())
            attempt('unix', lambda: socket.socket(socket.AF_UNIX))
            attempt('addresses', lambda: socket.socket(16, socket.SOCK_RAW, 0))
            """);

        said.Where(s => s.Value == "done").Select(s => s.Key).ShouldBe(["tcp", "unix", "addresses"], ignoreOrder: true);
        said.Values.Where(v => v != "done").ShouldAllBe(v => v == "EPERM");
    }

    [Fact]
    public async Task Nothing_is_typed_into_a_terminal()
    {
        await using var host = new SandboxHost();
        var said = await host.AttemptsAsync("""
            import fcntl, pty
            master, slave = pty.openpty()
            attempt('sti', lambda: fcntl.ioctl(slave, 0x5412, b'x'))
            attempt('linux', lambda: fcntl.ioctl(slave, 0x541c, b'\x02'))
            attempt('size', lambda: fcntl.ioctl(slave, 0x5413, b'\0' * 8))
            """);

        (said["sti"], said["linux"], said["size"]).ShouldBe(("EPERM", "EPERM", "done"));
    }

    [Fact]
    public async Task A_signal_reaches_nobody_outside()
    {
        await using var host = new SandboxHost();
        var neighbour = await host.StartAsync(host.Shell("sleep 1000"));
        var said = await host.AttemptsAsync($"""
            attempt('host', lambda: os.kill({Environment.ProcessId}, 9))
            attempt('neighbour', lambda: os.kill({host.InitOf(neighbour)}, 9))
            attempt('group', lambda: os.killpg({Environment.ProcessId}, 9))
            """);

        said.Values.ShouldAllBe(answer => answer == "ESRCH");
        (await host.RunAsync(host.Python("signal.signal(15, signal.SIG_IGN)\nos.kill(-1, 15)"))).Exit.Code.ShouldNotBeNull();
        (await host.Provider.FindAsync(neighbour, host.Soon))!.Running.ShouldBeTrue();
    }
}
