using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CodeRunner.Shim.Output;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class SecretMaskTests : IDisposable
{
    private const string Secret = "p@ss \"wörd\"/+\\1?";

    private readonly string directory = Directory.CreateTempSubdirectory("coderunner-mask-").FullName;

    public static TheoryData<string> Printed =>
    [
        Secret,
        Uri.EscapeDataString(Secret),
        Uri.EscapeDataString(Secret).Replace("%20", "+"),
        Uri.EscapeDataString(Secret).ToLowerInvariant().Replace("p%40ss", "p%40ss"),
        JsonSerializer.Serialize(Secret),
        "\"p@ss \\\"w\\u00f6rd\\\"/+\\\\1?\"",
        Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)),
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Secret)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"a:{Secret}:b")),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"ab:{Secret}")),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"abc:{Secret}")).Replace('+', '-').Replace('/', '_'),
    ];

    [Theory]
    [MemberData(nameof(Printed))]
    public void A_secret_is_masked_however_it_is_printed(string printed)
    {
        var shown = Mask(SecretMask.Of([Secret])!, $"before {printed} after");
        shown.ShouldStartWith("before ");
        shown.ShouldEndWith(" after");
        shown.ShouldContain("***");
        // Of base64, letters that its neighbours decide may stay.
        shown.Length.ShouldBeLessThanOrEqualTo("before  after".Length + 16, shown);
    }

    [Fact]
    public void Each_line_of_a_secret_of_several_is_masked_by_itself()
    {
        var mask = SecretMask.Of(["-----BEGIN KEY-----\nabcdefghij\r\nklmnopqrst\nuv\n"])!;
        Mask(mask, "x abcdefghij").ShouldBe("x ***");
        Mask(mask, "klmnopqrst y").ShouldBe("*** y");
        Mask(mask, "uv").ShouldBe("uv");
    }

    [Fact]
    public void What_is_shorter_than_six_characters_is_not_masked()
    {
        SecretMask.Of(["12345", ""]).ShouldBeNull();
        Mask(SecretMask.Of(["123456"])!, "123456").ShouldBe("***");
    }

    [Fact]
    public void Secrets_that_overlap_leave_nothing_of_either() => Mask(SecretMask.Of(["abcdefgh", "efghijkl", "efgh", "ijklmnop"])!, "-abcdefghijklmnop-").ShouldBe("-***-");

    [Fact]
    public void The_longest_of_secrets_that_begin_alike_is_masked() => Mask(SecretMask.Of(["secret-1", "secret-12345"])!, "secret-12345 secret-1").ShouldBe("*** ***");

    [Fact]
    public void A_very_long_secret_is_masked_as_a_whole()
    {
        var secret = string.Concat(Enumerable.Range(0, 6000).Select(n => n.ToString("x5")));
        Mask(SecretMask.Of([secret])!, $"a{secret}b").Replace("*", "").ShouldBe("ab");
    }

    [Fact]
    public void A_secret_is_masked_wherever_its_bytes_are_cut_and_however_long_the_pause_is()
    {
        var text = Encoding.UTF8.GetBytes($"x{Secret}y");
        for (var cut = 0; cut <= text.Length; cut++)
            for (var pauses = 0; pauses < 2; pauses++)
            {
                var lines = Assemble(SecretMask.Of([Secret]), (text[..cut], pauses == 1), ([.. text[cut..], (byte)'\n'], false));
                string.Concat(lines).ShouldBe("x***y", $"cut at {cut}");
            }
    }

    [Fact]
    public void A_secret_is_masked_where_a_line_that_is_too_long_is_cut()
    {
        var secret = Encoding.UTF8.GetBytes(Secret);
        for (var before = 65_536 - secret.Length; before <= 65_536; before++)
        {
            var line = (byte[])[.. Enumerable.Repeat((byte)'.', before), .. secret, (byte)'.', (byte)'\n'];
            string.Concat(Assemble(SecretMask.Of([Secret]), (line, false))).ShouldBe($"{new string('.', before)}***.");
        }
    }

    [Fact]
    public void What_only_begins_like_a_secret_is_shown_when_its_line_ends() =>
        Assemble(SecretMask.Of([Secret]), ("a p@ss "u8.ToArray(), true), ("for you\n"u8.ToArray(), false), ("p@ss"u8.ToArray(), true)).ShouldBe(["a ", "p@ss for you", "p@ss"]);

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static string Mask(SecretMask mask, string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        return Encoding.UTF8.GetString(mask.Apply(bytes, new byte[bytes.Length]));
    }

    /// <summary>The lines that come of pieces of output, some with a pause after them.</summary>
    private List<string> Assemble(SecretMask? mask, params (byte[] Bytes, bool Pause)[] pieces)
    {
        var path = Path.Combine(directory, Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(path);
        var opened = OpenDirectory(path, 0);
        opened.ShouldBeGreaterThan(0);
        var writer = new SegmentWriter(opened, opened, 1 << 20, 8 << 20);
        var assembler = new LineAssembler(1, writer, mask);
        foreach (var (bytes, pause) in pieces)
        {
            assembler.Append(bytes, 0);
            if (pause)
                assembler.Flush(0, atEnd: false);
        }
        assembler.Flush(0, atEnd: true);
        writer.Complete(0);
        _ = Close(opened);
        return [.. Directory.GetFiles(path).Order(StringComparer.Ordinal).SelectMany(Lines)];
    }

    private static IEnumerable<string> Lines(string segment)
    {
        for (var rest = File.ReadAllBytes(segment).AsMemory(); rest.Length > 0;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest.Span);
            yield return Encoding.UTF8.GetString(rest.Span.Slice(24, length));
            rest = rest[(24 + length)..];
        }
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern int OpenDirectory([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
