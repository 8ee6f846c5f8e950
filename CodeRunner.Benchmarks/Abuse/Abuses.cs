namespace CodeRunner.Benchmarks.Abuse;

/// <summary>Programs that take all that they can get of one thing, without end.</summary>
internal static class Abuses
{
    /// <summary>By name, each what a shell is to do.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["fork-bomb"] = "bomb() { bomb | bomb & }; while :; do bomb; sleep 0.1; done",
        ["memory-bomb"] = "while :; do tail /dev/zero; done",
        ["tmpfs-bomb"] = "while :; do head -c 1G /dev/zero > /dev/shm/bomb; rm -f /dev/shm/bomb; done",
        ["disk-fill"] = "while :; do head -c 10G /dev/zero > bomb; rm -f bomb; done",
        ["inode-fill"] = "while :; do for i in $(seq 20000); do : > f$i || break; done; rm -rf f*; done",
        ["descriptors"] = "exec python3 -c 'import os\nwhile True:\n  try: os.open(\"/dev/null\", os.O_RDONLY)\n  except OSError: pass'",
        ["cpu-spin"] = "for i in 1 2 3 4 5 6 7 8; do while :; do :; done & done; wait",
        ["line-flood"] = "yes flood",
        ["endless-line"] = "tr '\\0' x < /dev/zero",
        ["connection-flood"] = "exec python3 -c 'import socket\nwhile True:\n  try: socket.create_connection((\"127.0.0.1\", 1), 1)\n  except OSError: pass'",
    };

    /// <summary>Answers like any app; asked for /go it begins, and goes on until it is stopped.</summary>
    public static string Program(string script) => $$"""
        const { spawn } = require('child_process');
        const script = {{System.Text.Json.JsonSerializer.Serialize(script)}};
        const misbehave = () => spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'inherit', 'ignore'] }).on('error', () => setTimeout(misbehave, 100)).on('exit', () => setTimeout(misbehave, 100));
        require('http').createServer((q, r) => { r.end('here'); if (q.url === '/go') misbehave(); }).listen(process.env.PORT);
        """;
}
