using System.Security.Cryptography;
using System.Text;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Worker.Sandboxes.Swarm;

/// <summary>An app for machines that have busybox and no more: it says its version, which copy answers, and a digest of the secret that it was given.</summary>
internal static class SwarmApp
{
    public const string Path = "/cgi-bin/who";

    /// <summary>Says that it was asked, and answers three seconds later.</summary>
    public const string SlowPath = "/cgi-bin/slow";

    public static byte[] Make(string version) => Zip.Of(
        ("Procfile", "web: sh start.sh"),
        ("start.sh",
            $"""
            echo "version {version} starts with $API_KEY"
            mkdir -p www/cgi-bin
            cat /proc/sys/kernel/random/uuid > copy
            cp who.sh www/cgi-bin/who
            cp slow.sh www/cgi-bin/slow
            chmod 755 www/cgi-bin/*
            exec busybox httpd -f -v -p "0.0.0.0:$PORT" -h www
            """),
        ("who.sh",
            $"""
            #!/bin/sh
            printf 'Content-Type: text/plain\r\n\r\n'
            echo "version {version} copy $(cat /app/copy) secret $(printf %s "$API_KEY" | sha256sum | cut -c 1-64)"
            """),
        ("slow.sh",
            """
            #!/bin/sh
            echo 'asked for slow' >&2
            sleep 3
            printf 'Content-Type: text/plain\r\n\r\nslow'
            """));

    /// <summary>It ends before it listens.</summary>
    public static byte[] MakeBroken() => Zip.Of(("Procfile", "web: sh start.sh"), ("start.sh", "echo 'no database'; exit 3"));

    public static string DigestOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
