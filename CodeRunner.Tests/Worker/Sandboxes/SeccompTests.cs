using CodeRunner.Worker.Sandboxes.Bubblewrap.View;
using Machine = System.Runtime.InteropServices.Architecture;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class SeccompTests
{
    private const uint X64 = 0xC000003E;
    private const uint Arm64 = 0xC00000B7;

    [Theory]
    [InlineData(0, 0)] // read
    [InlineData(1, 1)] // write
    [InlineData(59, 221)] // execve
    [InlineData(202, 98)] // futex
    [InlineData(257, 56)] // openat
    [InlineData(262, 79)] // newfstatat
    [InlineData(281, 22)] // epoll_pwait
    [InlineData(302, 261)] // prlimit64
    [InlineData(317, 277)] // seccomp
    [InlineData(324, 283)] // membarrier
    [InlineData(334, 293)] // rseq
    [InlineData(439, 439)] // faccessat2
    [InlineData(444, 444)] // landlock_create_ruleset
    [InlineData(462, 462)] // mseal
    public void What_programs_need_is_allowed(uint x64, uint arm64) => Both(x64, arm64, []).ShouldBe(SeccompFilter.Allow);

    [Theory]
    [InlineData("ptrace", 101, 117)]
    [InlineData("syslog", 103, 116)]
    [InlineData("pivot_root", 155, 41)]
    [InlineData("chroot", 161, 51)]
    [InlineData("acct", 163, 89)]
    [InlineData("mount", 165, 40)]
    [InlineData("umount2", 166, 39)]
    [InlineData("swapon", 167, 224)]
    [InlineData("reboot", 169, 142)]
    [InlineData("sethostname", 170, 161)]
    [InlineData("init_module", 175, 105)]
    [InlineData("quotactl", 179, 60)]
    [InlineData("lookup_dcookie", 212, 18)]
    [InlineData("clock_settime", 227, 112)]
    [InlineData("mbind", 237, 235)]
    [InlineData("set_mempolicy", 238, 237)]
    [InlineData("kexec_load", 246, 104)]
    [InlineData("add_key", 248, 217)]
    [InlineData("request_key", 249, 218)]
    [InlineData("keyctl", 250, 219)]
    [InlineData("unshare", 272, 97)]
    [InlineData("move_pages", 279, 239)]
    [InlineData("perf_event_open", 298, 241)]
    [InlineData("fanotify_init", 300, 262)]
    [InlineData("open_by_handle_at", 304, 265)]
    [InlineData("setns", 308, 268)]
    [InlineData("process_vm_readv", 310, 270)]
    [InlineData("process_vm_writev", 311, 271)]
    [InlineData("kcmp", 312, 272)]
    [InlineData("finit_module", 313, 273)]
    [InlineData("kexec_file_load", 320, 294)]
    [InlineData("bpf", 321, 280)]
    [InlineData("userfaultfd", 323, 282)]
    [InlineData("io_uring_setup", 425, 425)]
    [InlineData("io_uring_enter", 426, 426)]
    [InlineData("io_uring_register", 427, 427)]
    [InlineData("open_tree", 428, 428)]
    [InlineData("move_mount", 429, 429)]
    [InlineData("fsopen", 430, 430)]
    [InlineData("fsmount", 432, 432)]
    [InlineData("pidfd_getfd", 438, 438)]
    [InlineData("process_madvise", 440, 440)]
    [InlineData("mount_setattr", 442, 442)]
    [InlineData("lsm_set_self_attr", 460, 460)]
    public void What_they_do_not_need_is_not_permitted(string name, uint x64, uint arm64) => Both(x64, arm64, []).ShouldBe(SeccompFilter.NotPermitted, name);

    [Theory]
    [InlineData(435)] // clone3
    [InlineData(340)]
    [InlineData(467)]
    [InlineData(5000)]
    [InlineData(0x3FFFFFFF)]
    [InlineData(uint.MaxValue)]
    public void What_nobody_knows_yet_is_not_there(uint number) => Both(number, number, []).ShouldBe(SeccompFilter.NotThere);

    [Fact]
    public void Calls_of_another_architecture_end_the_process_and_x32_is_not_there()
    {
        Run(Machine.X64, Arm64, 0).ShouldBe(SeccompFilter.KillProcess);
        Run(Machine.X64, 0x40000003, 0).ShouldBe(SeccompFilter.KillProcess, "i386");
        Run(Machine.Arm64, X64, 0).ShouldBe(SeccompFilter.KillProcess);
        Run(Machine.X64, X64, 0x40000000 | 101).ShouldBe(SeccompFilter.NotThere);
    }

    [Theory]
    [InlineData(0x003D0F00, true)] // a thread
    [InlineData(17, true)] // a fork
    [InlineData(0x00020000, false)] // a mount namespace
    [InlineData(0x02000000, false)] // a control group namespace
    [InlineData(0x04000000, false)]
    [InlineData(0x08000000, false)]
    [InlineData(0x10000000, false)] // a user namespace
    [InlineData(0x20000000, false)]
    [InlineData(0x40000000, false)] // a network namespace
    public void A_clone_makes_processes_and_threads_and_no_namespace(uint flags, bool allowed) =>
        Both(56, 220, [flags]).ShouldBe(allowed ? SeccompFilter.Allow : SeccompFilter.NotPermitted);

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(2, 0, true)]
    [InlineData(10, 0, true)]
    [InlineData(16, 0, true)] // NETLINK_ROUTE
    [InlineData(16, 9, false)] // NETLINK_AUDIT
    [InlineData(16, 12, false)] // NETLINK_NETFILTER
    [InlineData(17, 0, false)] // AF_PACKET
    [InlineData(38, 0, false)] // AF_ALG
    [InlineData(40, 0, false)] // AF_VSOCK
    [InlineData(29, 0, false)] // AF_CAN
    [InlineData(30, 0, false)] // AF_TIPC
    [InlineData(44, 0, false)] // AF_XDP
    [InlineData(0, 0, false)]
    public void A_socket_is_local_internet_or_asks_for_the_machines_own_addresses(ulong family, ulong protocol, bool allowed) =>
        Both(41, 198, [family, 3, protocol]).ShouldBe(allowed ? SeccompFilter.Allow : SeccompFilter.NotPermitted);

    [Theory]
    [InlineData(0x5401, true)]
    [InlineData(0x5412, false)] // TIOCSTI
    [InlineData(0x541C, false)] // TIOCLINUX
    [InlineData(0x1_0000_5412, false)] // the kernel looks at the lower half only
    public void Nothing_is_typed_into_a_terminal(ulong request, bool allowed) => Both(16, 29, [0, request]).ShouldBe(allowed ? SeccompFilter.Allow : SeccompFilter.NotPermitted);

    [Theory]
    [InlineData(0, true)]
    [InlineData(8, true)]
    [InlineData(0xFFFFFFFF, true)]
    [InlineData(0x0040000, false)] // without address randomization
    [InlineData(0x0400000, false)] // everything readable is executable
    public void Its_memory_stays_laid_out_at_random(uint personality, bool allowed) => Both(135, 92, [personality]).ShouldBe(allowed ? SeccompFilter.Allow : SeccompFilter.NotPermitted);

    [Theory]
    [InlineData(Machine.X64, X64)]
    [InlineData(Machine.Arm64, Arm64)]
    public void Every_number_is_decided_as_the_table_says_in_a_few_steps(Machine architecture, uint audit)
    {
        var (program, calls) = (SeccompFilter.Build(architecture), SystemCalls.Of(architecture));
        for (var number = 0u; number < 1000; number++)
        {
            var (answer, steps) = BpfInterpreter.Run(program, audit, number, 0, 0);
            steps.ShouldBeLessThan(30);
            if (calls.ByArgument.Contains(number)) continue;
            (answer == SeccompFilter.Allow).ShouldBe(calls.Allowed.Any(r => number >= r.From && number <= r.To), $"{number}");
        }

        (program.Length / 8).ShouldBeLessThan(400);
    }

    private static uint Both(uint x64, uint arm64, ulong[] arguments)
    {
        var answer = Run(Machine.X64, X64, x64, arguments);
        Run(Machine.Arm64, Arm64, arm64, arguments).ShouldBe(answer, "on arm64");
        return answer;
    }

    private static uint Run(Machine architecture, uint audit, uint number, params ulong[] arguments) =>
        BpfInterpreter.Run(SeccompFilter.Build(architecture), audit, number, arguments).Answer;
}
