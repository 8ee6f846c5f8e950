using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Shim.Output;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed partial class SecretMaskTests : IDisposable
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

    /// <summary>What escapes to something of its own in one of them or another.</summary>
    [Theory]
    [InlineData("a!b*c'd(e)f", "a!b*c'd(e)f", "encodeURIComponent")]
    [InlineData("a b!c'd~e%", "a%20b!c'd~e%25", "encodeURIComponent")]
    [InlineData("a b!c'd~e%", "a+b%21c%27d%7Ee%25", "URLSearchParams")]
    [InlineData("p:/q?r=s&t+u", "p:/q?r=s&t+u", "encodeURI")]
    [InlineData("pä:/q?r=s&t", "p%C3%A4:/q?r=s&t", "encodeURI")]
    [InlineData("pä:/q?r=s&t", "p%C3%A4%3A/q%3Fr%3Ds%26t", "urllib.parse.quote")]
    [InlineData("a b!c(d)*e~", "a+b!c(d)*e%7E", "WebUtility.UrlEncode")]
    [InlineData("it's \"so\"\\", "it's \"so\"\\\\", "util.inspect, in backticks")]
    [InlineData("it's `so`\n\"x\"", "it\\'s `so`\\n\"x\"", "util.inspect, in single quotes")]
    [InlineData("  secret\n", "c2VjcmV0", "base64 of what was trimmed")]
    public void A_secret_is_masked_as_the_tools_of_the_languages_escape_it(string secret, string printed, string by) =>
        Mask(SecretMask.Of([secret])!, $"<{printed}>").ShouldBe("<***>", by);

    [Theory]
    [InlineData(64)]
    [InlineData(76)]
    public void A_long_secret_is_masked_in_base64_that_is_broken_into_lines(int length)
    {
        var secret = string.Concat(Enumerable.Range(0, 200).Select(n => n.ToString("x4")));
        var mask = SecretMask.Of([secret])!;
        foreach (var line in Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=').Chunk(length).Where(line => line.Length > 6))
            Mask(mask, new string(line)).Replace("*", "").Length.ShouldBeLessThan(2);
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
    public void What_is_shorter_than_the_api_says_is_not_masked()
    {
        var least = new string('1', ConfigSecret.LeastMaskedBytes);
        SecretMask.Of([least[1..], ""]).ShouldBeNull();
        Mask(SecretMask.Of([least])!, least).ShouldBe("***");
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

    [Theory]
    [InlineData("hunter-h")]
    [InlineData("aaaaaaaa")]
    [InlineData("abcabcab")]
    [InlineData("secret-1", "secret-12345")]
    [InlineData("abcdef", "cdefgh", "fghijk")]
    public void Secrets_that_overlap_themselves_or_others_are_masked_wherever_they_are_cut(params string[] secrets)
    {
        foreach (var secret in secrets)
        {
            var text = Encoding.UTF8.GetBytes($"token={secret}.");
            for (var cut = 0; cut <= text.Length; cut++)
                for (var second = cut; second <= text.Length; second++)
                    Regions(Assemble(SecretMask.Of(secrets), (text[..cut], true), (text[cut..second], true), ([.. text[second..], (byte)'\n'], false)))
                        .ShouldBe("token=*.", $"cut at {cut} and {second}");
        }
    }

    [Theory]
    [InlineData("hunter-h")]
    [InlineData("secret-1", "secret-12345")]
    public void Secrets_that_overlap_are_masked_where_a_line_that_is_too_long_is_cut(params string[] secrets)
    {
        var secret = Encoding.UTF8.GetBytes(secrets[^1]);
        for (var before = 65_536 - secret.Length; before <= 65_536; before++)
        {
            var line = (byte[])[.. Enumerable.Repeat((byte)'.', before), .. secret, (byte)'.', (byte)'\n'];
            Regions(Assemble(SecretMask.Of(secrets), (line, false))).TrimStart('.').ShouldBe("*.", $"after {before}");
        }
    }

    [Fact]
    public void A_line_of_nothing_but_secrets_that_overlap_shows_nothing_however_long_it_is()
    {
        foreach (var length in (int[])[65_535, 65_536, 65_540, 131_072, 200_003])
            Regions(Assemble(SecretMask.Of(["aaaaaaaa"]), ([.. Enumerable.Repeat((byte)'a', length), (byte)'\n'], false), ("aaa\n"u8.ToArray(), false))).ShouldBe("*aaa");
    }

    [Fact]
    public void Whatever_is_printed_and_wherever_it_is_cut_no_byte_of_a_secret_is_shown_and_no_other_is_hidden() => Prop.ForAll(
        ArbMap.Default.ArbFor<(uint Secrets, bool[] Text, byte[] Cuts)>(),
        given =>
        {
            var random = new Random((int)given.Secrets);
            var secrets = Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Letters(random, 6 + random.Next(5))).ToArray();
            // Half noise and half whole secrets, of two letters: nearly everything overlaps.
            var text = string.Concat(given.Text.Select(noise => noise ? Letters(random, random.Next(8)) : secrets[random.Next(secrets.Length)]));
            var cuts = given.Cuts.Select(cut => cut % (text.Length + 1)).Concat([0, text.Length]).Order().ToArray();
            var pieces = cuts.Zip(cuts.Skip(1), (from, to) => (Encoding.UTF8.GetBytes(text[from..to]), random.Next(2) == 0)).ToArray();
            Regions(Assemble(SecretMask.Of(secrets), pieces)).ShouldBe(Covered(text, secrets), $"{string.Join(' ', secrets)} in {text}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void No_six_characters_of_a_secret_stay_however_it_is_printed_and_wherever_it_is_cut() => Prop.ForAll(
        ArbMap.Default.ArbFor<(NonEmptyString Secret, byte Way, ushort Cut, bool Pause)>(),
        given =>
        {
            var secret = $"{given.Secret.Get.Replace("\n", "").Replace("\r", "")}-sécret";
            if (secret.AsSpan().IndexOfAny("\0*") >= 0 || Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(secret)) != secret)
                return;
            var ways = Ways(secret);
            var (printed, exact) = ways[given.Way % ways.Length];
            var text = Encoding.UTF8.GetBytes($"<<{printed}>>\n");
            var cut = given.Cut % text.Length;
            var shown = string.Concat(Assemble(SecretMask.Of([secret]), (text[..cut], given.Pause), (text[cut..], false)));
            if (exact)
                shown.ShouldBe("<<***>>", printed);
            for (var at = 0; at + 6 <= printed.Length; at++)
                shown.ShouldNotContain(printed.Substring(at, 6));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void What_only_begins_like_a_secret_is_shown_when_its_line_ends() =>
        Assemble(SecretMask.Of([Secret]), ("a p@ss "u8.ToArray(), true), ("for you\n"u8.ToArray(), false), ("p@ss"u8.ToArray(), true)).ShouldBe(["a ", "p@ss for you", "p@ss"]);

    private static string Letters(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => "ab"[random.Next(2)]));

    /// <summary>The ways to print a secret, and whether nothing at all may stay of it: of base64 a letter or two that its neighbours decide may.</summary>
    private static (string Printed, bool Exact)[] Ways(string secret) =>
    [
        (secret, true),
        (Uri.EscapeDataString(secret), true),
        (JsonSerializer.Serialize(secret)[1..^1], true),
        (Convert.ToHexString(Encoding.UTF8.GetBytes(secret)), true),
        (Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)), true),
        (Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), false),
        (Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).Replace('+', '-').Replace('/', '_'), false),
    ];

    /// <summary>Found the slow way: the text with each stretch that secrets cover as one star.</summary>
    private static string Covered(string text, string[] secrets)
    {
        var covered = new bool[text.Length];
        foreach (var secret in secrets)
            for (var at = text.IndexOf(secret, StringComparison.Ordinal); at >= 0; at = text.IndexOf(secret, at + 1, StringComparison.Ordinal))
                Array.Fill(covered, true, at, secret.Length);
        return Regions([string.Concat(text.Select((letter, at) => covered[at] ? '*' : letter))]);
    }

    /// <summary>The lines as one, each run of stars as one star.</summary>
    private static string Regions(IEnumerable<string> lines) => Stars().Replace(string.Concat(lines), "*");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static string Mask(SecretMask mask, string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        return Encoding.UTF8.GetString(mask.Apply(bytes, new byte[SecretMask.RoomFor(bytes.Length)]));
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

    [GeneratedRegex(@"\*+")]
    private static partial Regex Stars();

    [DllImport("libc", EntryPoint = "open")]
    private static extern int OpenDirectory([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
