namespace CodeRunner.Worker.Sandboxes.Bubblewrap.View;

/// <summary>System calls by number: first on x86-64, then on arm64.</summary>
internal static class DeniedCalls
{
    public const uint Clone3 = 435;

    private static readonly (uint X64, uint Arm64)[] Calls =
    [
        (250, 219), (248, 217), (249, 218), // keyctl, add_key, request_key
        (321, 280), (323, 282), (298, 241), // bpf, userfaultfd, perf_event_open
        (425, 425), (426, 426), (427, 427), // io_uring_setup, io_uring_enter, io_uring_register
        (165, 40), (166, 39), (155, 41), (161, 51), // mount, umount2, pivot_root, chroot
        (272, 97), (308, 268), // unshare, setns
        (428, 428), (429, 429), (430, 430), (431, 431), (432, 432), (433, 433), (442, 442), // open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr
        (101, 117), (310, 270), (311, 271), (312, 272), (438, 438), // ptrace, process_vm_readv, process_vm_writev, kcmp, pidfd_getfd
        (175, 105), (313, 273), (176, 106), (246, 104), (320, 294), // init_module, finit_module, delete_module, kexec_load, kexec_file_load
        (169, 142), (167, 224), (168, 225), (163, 89), // reboot, swapon, swapoff, acct
        (303, 264), (304, 265), (300, 262), // name_to_handle_at, open_by_handle_at, fanotify_init
        (179, 60), (443, 443), (103, 116), (153, 58), // quotactl, quotactl_fd, syslog, vhangup
        (164, 170), (227, 112), (305, 266), (159, 171), // settimeofday, clock_settime, clock_adjtime, adjtimex
        (279, 239), (256, 238), (212, 18), // move_pages, migrate_pages, lookup_dcookie
    ];

    public static IEnumerable<uint> Of(bool arm) =>
        arm ? Calls.Select(c => c.Arm64) : [.. Calls.Select(c => c.X64), 172, 173, 134, 139]; // iopl, ioperm, uselib, sysfs
}
